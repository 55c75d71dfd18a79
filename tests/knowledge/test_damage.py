"""However a file is damaged, a pack is either read or refused with lines an editor can use: never another error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.cases import load_cases
from bot.content.loader import load_knowledge
from bot.errors import KnowledgeError
from tests.support.packs import BREAD, PackCopy

FILES = sorted(str(path.relative_to(BREAD)) for path in BREAD.rglob("*") if path.is_file())
PLACE = re.compile(r"[\w/]+/?(\.yaml|\.txt)?(:\d+)?: \S")
MEANT_FOR_YAML = [
    *(
        "- ",
        ": ",
        "  ",
        "\n",
        "\t",
        "# ",
        "#x",
        "[",
        "]",
        "{",
        "}",
        '"',
        "'",
        "|",
        ">",
        "? ",
        "...\n",
        "---\n",
        "%TAG ! x\n",
    ),
    *("&a ", "*a", "!!set ", "<<: ", "~", "yes", "12", "1:30", "2026-02-30", ".nan", "0x1F", "{x}", "{emergency!r}"),
    *("id: x\n", "\x00", "\x07", "\x85", "\u2028", "\ufeff", "\\"),
]

lines_moved = st.tuples(st.integers(0, 200), st.integers(0, 200))
patches = st.tuples(
    st.integers(0, 5000),
    st.integers(0, 12),
    st.sampled_from([text.encode() for text in MEANT_FOR_YAML]) | st.binary(max_size=4) | st.just(b""),
)


def without_a_line(raw: bytes, moved: tuple[int, int]) -> bytes:
    """The text with one line taken out and put in elsewhere, or nowhere."""
    lines = raw.split(b"\n")
    source, target = moved
    line = lines.pop(source % len(lines))
    if target % 3:
        lines.insert(target % (len(lines) + 1), line)
    return b"\n".join(lines)


def patched(raw: bytes, patch: tuple[int, int, bytes]) -> bytes:
    """The text with some bytes replaced by others."""
    place, length, instead = patch
    place %= len(raw) + 1
    return raw[:place] + instead + raw[place + length :]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> PackCopy:
    return PackCopy(tmp_path_factory.mktemp("damaged"))


def faults(folder: Path) -> Sequence[str]:
    """The faults of a pack and its cases; none where both are read."""
    try:
        load_cases(folder, load_knowledge(folder))
    except KnowledgeError as refusal:
        return refusal.faults or ["a refusal without a reason"]
    return ()


@settings(max_examples=100, deadline=None)
@given(file=st.sampled_from(FILES), moved=st.lists(lines_moved, max_size=2), torn=st.lists(patches, max_size=3))
def test_any_damage_gives_a_pack_or_a_refusal(
    copy: PackCopy, file: str, moved: list[tuple[int, int]], torn: list[tuple[int, int, bytes]]
) -> None:
    whole = raw = (BREAD / file).read_bytes()
    for each in moved:
        raw = without_a_line(raw, each)
    for patch in torn:
        raw = patched(raw, patch)
    copy.write(file, raw)
    try:
        told = faults(copy.folder)
    finally:
        copy.write(file, whole)
    assert all(PLACE.match(line) for line in told)
    assert not told or raw != whole
