"""What no single room can promise: walls, words and documents of the house as a whole."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from typer.main import get_command

from bot.cli import cli
from bot.config import Settings, load_settings
from bot.content.loader import load_knowledge
from bot.content.packs import find_packs
from bot.core.knowledge import KnowledgeBase, Wording
from tests.support.commands import commands_of
from tests.support.packs import BREAD_BOOKS

HOUSE = Path(__file__).parents[1]
CODE = sorted((HOUSE / "bot").rglob("*.py"))
DOCUMENTS = [HOUSE / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]

ALWAYS_OF_THE_SUBJECT = re.compile(r"\b(leg|legs|calf|cramp|vein)", re.IGNORECASE)
PARTS_OF_THE_BODY = frozenset({"place", "tissue", "vessel"})
OF_THE_SUBJECT = PARTS_OF_THE_BODY | {"joint", "condition", "sensation", "remedy", "other_body", "other_illness"}
# Names in the pack that a program cannot do without, as in "heat map". A new one belongs here if it is such a word too.
EVERYDAY = frozenset({"child", "heat", "see_doctor", "weak", "weight"})
# `make run` and `.venv/bin/python -m bot ask --jsonl` alike, up to what is no word of a command.
COMMAND = re.compile(r"python -m bot((?: [a-z]+)+)((?: --[a-z-]+)*)")
TARGET = re.compile(r"`make ([a-z]+)|^make ([a-z]+)", re.MULTILINE)


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge(HOUSE / "knowledge" / "en")


def words_of_the_subject(knowledge: KnowledgeBase) -> set[str]:
    """The names of what the pack speaks of, and the single words for parts of the body."""
    concepts = {name: each for name, each in knowledge.vocabulary.concepts.items() if each.group in OF_THE_SUBJECT}
    parts = (wording for each in concepts.values() if each.group in PARTS_OF_THE_BODY for wording in each.wordings)
    words = {word for wording in parts for word in wording.split("/") if re.fullmatch(r"[a-z]{3,}", word)}
    return (words | {*concepts, *knowledge.topics, *knowledge.red_flags, *knowledge.conditions}) - EVERYDAY


def names_and_parts(line: str) -> set[str]:
    """The names that stand in a line, and the words that names are made of."""
    names = re.findall(r"[a-z][a-z_]*", line.lower())
    return set(names).union(*(name.split("_") for name in names))


def places(of_the_subject: Callable[[str], object]) -> list[str]:
    """The lines of the code that speak of the subject."""
    lines = (
        (path, number, line) for path in CODE for number, line in enumerate(path.read_text("utf-8").split("\n"), 1)
    )
    return [f"{path.relative_to(HOUSE)}:{number}: {line}" for path, number, line in lines if of_the_subject(line)]


def test_the_code_holds_no_word_of_the_packs_vocabulary(knowledge: KnowledgeBase) -> None:
    words = words_of_the_subject(knowledge)
    assert len(words) > 100, "the vocabulary no longer names its groups as this test does"
    found = places(lambda line: names_and_parts(line) & words)
    assert not found, "\n".join(found)


def test_the_code_holds_none_of_the_words_the_subject_begins_with() -> None:
    found = places(ALWAYS_OF_THE_SUBJECT.search)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("folder", [*find_packs(HOUSE / "knowledge", "en"), *find_packs(BREAD_BOOKS, "en")], ids=str)
def test_every_pack_can_be_read_and_lies_where_its_language_says(folder: Path) -> None:
    assert load_knowledge(folder).pack.language == folder.name


@pytest.mark.parametrize("key", Wording.model_fields)
def test_every_sentence_of_the_wording_is_said_somewhere(key: str) -> None:
    told_of = {HOUSE / "bot" / "core" / "knowledge.py", HOUSE / "bot" / "content" / "field_notes.py"}
    said = re.compile(rf"wording\.{key}\b")
    assert any(said.search(path.read_text("utf-8")) for path in CODE if path not in told_of)


def test_the_pins_are_exact_and_name_no_index() -> None:
    lines = (HOUSE / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line.partition("#")[0].strip() for line in lines]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9A-Za-z.]*", pin) for pin in pins if pin)


def test_whatever_is_installed_is_pinned() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))
    asked = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["dev"]]
    pins = (HOUSE / "constraints.txt").read_text("utf-8").splitlines()
    assert installed_for(asked) <= {canonicalize_name(pin.partition("==")[0]) for pin in pins}


def installed_for(asked: list[str]) -> set[str]:
    """The names of what is asked for, and of what that asks for in turn on this machine."""
    names: set[str] = set()
    waiting = [Requirement(each) for each in asked]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in names:
            names.add(name)
            further = map(Requirement, metadata.requires(name) or [])
            extras = requirement.extras or {""}
            waiting += [each for each in further if applies(each, extras)]
    return names


def applies(requirement: Requirement, extras: set[str]) -> bool:
    return requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras)


def test_env_example_names_every_setting_and_no_other() -> None:
    text = (HOUSE / ".env.example").read_text("utf-8")
    named = re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", text, re.MULTILINE)
    assert named == [name.upper() for name in Settings.model_fields]


@pytest.mark.parametrize("in_use", [False, True], ids=["as it is", "with every setting in use"])
def test_env_example_says_what_the_defaults_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, in_use: bool) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    (tmp_path / "knowledge" / "en").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    defaults = load_settings()
    text = (HOUSE / ".env.example").read_text("utf-8")
    (tmp_path / ".env").write_text(
        re.sub(r"^# (?=[A-Z_]+=)", "", text, flags=re.MULTILINE) if in_use else text, "utf-8"
    )
    settings = load_settings()
    assert settings.model_copy(update={"knowledge_path": settings.knowledge_path.resolve()}) == defaults


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_a_document_exists(document: Path) -> None:
    for words, options in COMMAND.findall(document.read_text("utf-8")):
        command: Any = get_command(cli)
        for word in words.split():
            commands = commands_of(command)
            assert word in commands, f"{document.name} speaks of {words}"
            command = commands[word]
            if not hasattr(command, "commands"):
                break
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(options.split()) <= known, f"{document.name} speaks of {words}{options}"


def test_the_readme_speaks_of_every_command() -> None:
    text = (HOUSE / "README.md").read_text("utf-8")
    for name, command in commands_of(get_command(cli)).items():
        for words in [f"{name} {each}" for each in commands_of(command)] or [name]:
            assert f"| `python -m bot {words}" in text


@pytest.mark.parametrize(
    "document", [*DOCUMENTS, HOUSE / ".ci" / "run", HOUSE / "Makefile"], ids=lambda path: path.name
)
def test_every_make_target_that_is_spoken_of_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (HOUSE / "Makefile").read_text("utf-8"), re.MULTILINE))
    spoken_of = {first or second for first, second in TARGET.findall(document.read_text("utf-8"))}
    assert spoken_of
    assert spoken_of <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_into_the_house_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://)([^)#]+)", document.read_text("utf-8"))
    assert [link for link in links if not (HOUSE / link).exists()] == []
