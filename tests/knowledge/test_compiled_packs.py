"""A pack that was compiled before opens sooner and says exactly the same."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path

import pytest

from bot.content.cases import load_cases
from bot.content.compiled import compile_pack, open_pack
from bot.content.examination import examine, trials
from bot.core.conversation import Conversation, State
from bot.errors import KnowledgeError
from tests.support.packs import BREAD, PackCopy
from tests.support.talk import NOON

GREETING = "Hello. Ask me about bread"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "made" / "on the way"


def kept(place: Path) -> Path:
    (file,) = place.iterdir()
    return file


def greeting(conversation: Conversation) -> str:
    return conversation.hear("hello", State(), NOON).reply.text


def compilations(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that are compiled from now on."""
    seen: list[Path] = []

    def compile_and_tell(folder: Path) -> Conversation:
        seen.append(folder)
        return compile_pack(folder)

    monkeypatch.setattr("bot.content.compiled.compile_pack", compile_and_tell)
    return seen


def test_what_was_compiled_before_is_not_compiled_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compilations(monkeypatch)
    for _ in range(3):
        open_pack(BREAD, place)
    assert compiled == [BREAD]


def test_it_answers_every_case_as_the_pack_it_was_made_of(place: Path) -> None:
    fresh = open_pack(BREAD, place)
    cases = trials(load_cases(BREAD, fresh.knowledge))
    assert examine(open_pack(BREAD, place), cases, NOON).results == examine(fresh, cases, NOON).results


def test_it_explains_itself_as_well(place: Path) -> None:
    fresh, again = open_pack(BREAD, place), open_pack(BREAD, place)
    said = "wy is the crsut pale"
    assert again.hear(said, State(), NOON).explanation.lines() == fresh.hear(said, State(), NOON).explanation.lines()


def test_a_changed_sentence_is_said_at_once_and_what_was_kept_before_is_cleared_away(
    pack: PackCopy, place: Path
) -> None:
    assert "Hello." in greeting(open_pack(pack.folder, place))
    pack.replace("acts.yaml", GREETING, "Good day. Ask me about bread")
    assert "Good day." in greeting(open_pack(pack.folder, place))
    assert kept(place).suffix == ".compiled"


def test_a_faulty_pack_is_refused_although_a_sound_one_was_kept(pack: PackCopy, place: Path) -> None:
    open_pack(pack.folder, place)
    pack.append("acts.yaml", "\nthanks: twice\n")
    with pytest.raises(KnowledgeError):
        open_pack(pack.folder, place)


def test_two_packs_are_kept_side_by_side(pack: PackCopy, place: Path) -> None:
    open_pack(pack.folder, place)
    open_pack(BREAD, place)
    assert len(list(place.iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 100], ids=["empty", "one byte", "other bytes"])
def test_damage_costs_only_the_time(place: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes) -> None:
    open_pack(BREAD, place)
    compiled = compilations(monkeypatch)
    kept(place).write_bytes(damage)
    assert "Hello." in greeting(open_pack(BREAD, place))
    assert compiled == [BREAD]


def test_a_flipped_bit_is_noticed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_pack(BREAD, place)
    compiled = compilations(monkeypatch)
    content = bytearray(kept(place).read_bytes())
    content[len(content) // 2] ^= 1
    kept(place).write_bytes(content)
    open_pack(BREAD, place)
    assert compiled == [BREAD]


class Burglar:
    """Would make a file when it is unpickled."""

    def __init__(self, traces: Path) -> None:
        self.traces = traces

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.mkdir, (self.traces,)


def test_a_file_that_somebody_else_put_there_does_nothing(place: Path, tmp_path: Path) -> None:
    open_pack(BREAD, place)
    content = pickle.dumps(Burglar(tmp_path / "traces"))
    kept(place).write_bytes(blake2b(content, digest_size=16).digest() + content)
    assert "Hello." in greeting(open_pack(BREAD, place))
    assert not (tmp_path / "traces").exists()


def test_where_nothing_can_be_written_the_pack_opens_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert "Hello." in greeting(open_pack(BREAD, tmp_path / "file" / "cache"))


def test_only_its_owner_can_look_into_the_folder(place: Path) -> None:
    open_pack(BREAD, place)
    if sys.platform != "win32":
        assert place.stat().st_mode & 0o077 == 0


def test_an_answer_from_what_was_kept_needs_neither_yaml_nor_the_checks(place: Path) -> None:
    open_pack(BREAD, place)
    program = f"""
import sys
from hashlib import blake2b
from pathlib import Path
from bot.content.compiled import open_pack
open_pack(Path({str(BREAD)!r}), Path({str(place)!r}))
print(*sorted({{"yaml", "bot.content.loader"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
