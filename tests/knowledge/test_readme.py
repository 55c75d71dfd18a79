"""What knowledge/README.md tells editors is true: its topic works, its patterns find what it says they find."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from bot.cli import cli
from bot.content.cases import load_cases
from bot.content.checks import check
from bot.content.loader import load_knowledge, load_pack
from bot.core.conversation import Conversation, State
from bot.core.knowledge import Aspect, KnowledgeBase
from bot.core.lexicon import NUMBER, Lexicon
from bot.core.vocabulary import all_texts
from bot.core.wordings import Span
from tests.support.commands import commands_of
from tests.support.packs import BREAD, PackCopy

FOLDER = Path(__file__).parents[2] / "knowledge"
README = (FOLDER / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def rows(first: str) -> list[list[str]]:
    """The rows of the table whose first heading this is."""
    lines = README[README.index(f"| {first} |") :].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


@pytest.fixture(scope="module")
def bread() -> KnowledgeBase:
    return load_knowledge(BREAD)


@pytest.fixture
def grown(pack: PackCopy) -> PackCopy:
    """The bread pack with what the README adds to it."""
    for block in BLOCKS:
        if found := re.match(r"# (\S+\.yaml)\n", block):
            pack.write(found[1], block)
        elif "group: state" in block:
            pack.replace("vocabulary.yaml", "  sticky:\n    group: state\n", f"{block}  sticky:\n    group: state\n")
    return pack


def test_the_topic_of_the_walk_through_is_sound(grown: PackCopy) -> None:
    loaded = load_pack(grown.folder)
    assert "burnt_bottom" in loaded.knowledge.topics
    assert [case.text for case in load_cases(grown.folder, loaded.knowledge).topics["burnt_bottom"]] == [
        "my rolls came out black underneath again",
        "why is it only ever the base that scorches",
    ]
    codes = {finding.code for finding in check(loaded, NOW.date()) if "burnt_bottom" in finding.file}
    assert codes <= {"topic_thin"}, "it is shorter than a real one"


def test_the_bot_answers_from_the_walk_through(grown: PackCopy) -> None:
    turn = Conversation(load_knowledge(grown.folder)).hear("why is the bottom of my loaf burnt", State(), NOW)
    assert turn.reply.topics == ("burnt_bottom",)
    assert "Mostly the loaf stood too low in the oven." in turn.reply.text


def test_the_red_flag_that_is_shown_is_the_packs_own(bread: KnowledgeBase) -> None:
    shown = yaml.safe_load(next(block for block in BLOCKS if "sure:" in block))
    flag = bread.red_flags["mouldy_bread"].model_dump(mode="json")
    assert shown == {key: flag[key] for key in shown}


PATTERNS = [
    (pattern.strip("`"), text, is_found)
    for pattern, finds, leaves in rows("pattern")
    for text, is_found in chain(
        ((each, True) for each in finds.split(" / ")), ((each, False) for each in leaves.split(" / "))
    )
]


@pytest.mark.parametrize(("pattern", "text", "is_found"), PATTERNS)
def test_a_pattern_finds_what_the_table_says(bread: KnowledgeBase, pattern: str, text: str, is_found: bool) -> None:
    lexicon = Lexicon(bread.vocabulary, [*all_texts(bread), pattern], bread.ordinary_words)
    reading = lexicon.read(text)
    numbers = (Span(NUMBER, place, place + 1) for place, each in enumerate(reading.tokens) if each.text.isdecimal())
    assert bool(lexicon.index({"it": [pattern]}).find(reading.sighting, (*reading.concepts, *numbers))) is is_found


TRAPS = [(wrong.strip("`"), right.strip("`")) for wrong, _, right in rows("you write")]


@pytest.mark.parametrize(("wrong", "right"), TRAPS)
def test_a_trap_is_one_and_its_way_out_too(wrong: str, right: str) -> None:
    def read(line: str) -> Any:
        try:
            return yaml.safe_load(line)
        except yaml.YAMLError:
            return None

    (meant,) = read(right).values() if isinstance(read(right), dict) else read(right)
    assert isinstance(meant, str)
    assert read(wrong) not in ({"text": meant}, [meant])


def test_every_command_exists() -> None:
    commands = re.findall(r"-m bot ((?:[a-z]+ ?)+)(--[a-z]+)?", README)
    assert len(commands) > 8
    for words, option in commands:
        command: Any = get_command(cli)
        for word in words.split():
            inside = commands_of(command)
            if not inside:
                break
            assert word in inside, f"the README speaks of {words}"
            command = inside[word]
        assert not option or option in {each for parameter in command.params for each in parameter.opts}


def test_every_file_of_a_pack_is_explained() -> None:
    explained = " ".join(cell for row in rows("file") for cell in row)
    for path in BREAD.iterdir():
        assert f"`{path.name}" in explained, path.name


def test_every_aspect_is_named() -> None:
    assert [aspect for aspect in Aspect if f"`{aspect.value}`" not in README] == []


def test_links_lead_somewhere() -> None:
    headings = re.findall(r"^## (.*)$", README, re.MULTILINE)
    anchors = {re.sub(r"[^a-z -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    for link in re.findall(r"\]\(([^)]+)\)", README):
        assert link[1:] in anchors if link.startswith("#") else (FOLDER / link).exists(), link
