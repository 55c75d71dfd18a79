"""A pack's own test set: what people may write, and what should come of it.

cases/<topic id>.yaml         topic: its id; cases: texts, or mappings of text, aspect, also and expected_miss
cases/acts.yaml               acts: act id -> texts
cases/out_of_scope.yaml       kind -> texts
cases/follow_ups.yaml         a list of mappings with turns: mappings of text, accept, aspect and expected_miss
cases/red_flags/<id>.yaml     must and must_not: texts, or lists of texts where it takes several turns, or mappings of
                              turns and expected_miss
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, RootModel

from bot.content.draft import Places, Problem
from bot.content.examples import examples
from bot.content.faults import Finding, error, in_order, refuse_if_any, suggestion
from bot.content.loader import yaml_files
from bot.content.references import leaves
from bot.content.schema import Route, validated
from bot.content.yaml_reader import Document, read_yaml
from bot.core.knowledge import Aspect, Id, KnowledgeBase, Record, Text
from bot.core.text import normalize


class Case(Record):
    """A text and what is known of its answer. `also` may be answered too; `expected_miss` says why it goes wrong."""

    text: Text
    aspect: Aspect | None = None
    also: tuple[Id, ...] = ()
    expected_miss: Text | None = None


class Step(Record):
    """One turn of a dialogue, answered rightly with any id of `accept`; without these the turn only leads on."""

    text: Text
    accept: tuple[Id, ...] = ()
    aspect: Aspect | None = None
    expected_miss: Text | None = None


class Dialogue(Record):
    """Turns of one chat, in order."""

    turns: tuple[Step, ...]


def _as_case(written: object) -> object:
    return written if isinstance(written, dict) else {"text": written}


class Chat(Record):
    """The texts of a chat's turns, in order. `expected_miss` says why the bot is known to get it wrong."""

    turns: tuple[Text, ...]
    expected_miss: Text | None = None


def _as_chat(written: object) -> object:
    match written:
        case dict():
            return written
        case list():
            return {"turns": written}
        case _:
            return {"turns": [written]}


Cased = Annotated[Case, BeforeValidator(_as_case, json_schema_input_type=Text | Case)]
Chats = tuple[Annotated[Chat, BeforeValidator(_as_chat, json_schema_input_type=Text | tuple[Text, ...] | Chat)], ...]


class RedFlagCases(Record):
    """Chats that must raise a red flag by their last turn, or must not at all."""

    must: Chats
    must_not: Chats


class Cases(Record):
    """The whole test set of a pack. A part that has no file is empty."""

    topics: dict[Id, tuple[Case, ...]] = Field(default_factory=dict)
    acts: dict[Id, tuple[Text, ...]] = Field(default_factory=dict)
    out_of_scope: dict[Id, tuple[Text, ...]] = Field(default_factory=dict)
    follow_ups: tuple[Dialogue, ...] = ()
    red_flags: dict[Id, RedFlagCases] = Field(default_factory=dict)


class TopicFile(Record):
    """What may be asked of one topic."""

    topic: Id
    cases: tuple[Cased, ...]


class ActsFile(Record):
    """What may be said to the bot that is not a question, by the act it is."""

    acts: dict[Id, tuple[Text, ...]]


class OutOfScopeFile(RootModel[dict[Id, tuple[Text, ...]]]):
    """What the bot should not answer, by kind."""


class FollowUpsFile(RootModel[tuple[Dialogue, ...]]):
    """Dialogues in which later turns lean on earlier ones."""


_SHARED: Mapping[str, tuple[Route, type[ActsFile | OutOfScopeFile | FollowUpsFile]]] = {
    "acts": (("acts",), ActsFile),
    "out_of_scope": ((), OutOfScopeFile),
    "follow_ups": ((), FollowUpsFile),
}
"""The files of cases/ that are about no single topic: where their cases stand in them, and their form."""


@dataclass(frozen=True, slots=True)
class LoadedCases:
    """A test set, and where each case was written."""

    cases: Cases
    places: Places


def load_cases(folder: Path, knowledge: KnowledgeBase) -> Cases:
    """Read the test set of the pack in `folder`. Raises KnowledgeError with every fault at once.

    A fault too: an id the pack does not have, a text that stands twice, and a text that is an example of the pack,
    because a test that was learnt by heart shows nothing.
    """
    loaded, faults = read_cases(folder, knowledge)
    refuse_if_any(faults)
    return loaded.cases


def read_cases(folder: Path, knowledge: KnowledgeBase) -> tuple[LoadedCases, tuple[Finding, ...]]:
    """What can be used of the test set of a pack, and every fault in it."""
    reading = _Reading(folder)
    reading.read()
    problems = (*_unknown_ids(reading.cases, knowledge), *_copies(reading.cases, knowledge))
    faults = in_order([*reading.faults, *reading.places.findings(problems)])
    return LoadedCases(reading.cases, reading.places), faults


class _Reading:
    """One reading of a pack's cases/: gathers cases, their places and faults."""

    def __init__(self, folder: Path) -> None:
        self.cases = Cases()
        self.places = Places()
        self.faults: list[Finding] = []
        self._folder = folder

    def read(self) -> None:
        """Read every file there is; what can be used is in `cases` afterwards."""
        flags = {own_id: self._red_flag(own_id, document) for own_id, document in self._documents("cases/red_flags")}
        parts: dict[str, object] = {"red_flags": {own_id: flag for own_id, flag in flags.items() if flag}}
        topics: dict[str, tuple[Case, ...]] = {}
        for name, document in self._documents("cases"):
            if name in _SHARED:
                parts |= self._shared(name, document)
            else:
                topics[name] = self._topic(name, document)
        self.cases = Cases.model_validate(parts | {"topics": topics})

    def _red_flag(self, own_id: str, document: Document) -> RedFlagCases | None:
        self.places.add(("red_flags", own_id), document)
        return validated(RedFlagCases, document, self.faults)

    def _shared(self, name: str, document: Document) -> dict[str, object]:
        """The part of the cases that stands in a file of its own, by the field it belongs to."""
        inside, record = _SHARED[name]
        self.places.add((name,), document, inside)
        found = validated(record, document, self.faults)
        if found is None:
            return {}
        return {name: found.acts if isinstance(found, ActsFile) else found.root}

    def _topic(self, name: str, document: Document) -> tuple[Case, ...]:
        self.places.add(("topics", name), document, ("cases",))
        found = validated(TopicFile, document, self.faults)
        if found is None:
            return ()
        if found.topic != name:
            message = f'the file is called {name}.yaml, and its topic is "{found.topic}"'
            line = document.line(("topic",))
            fix = "make the two the same"
            self.faults.append(error("file_name", document.file, message, fix, line=line, field="topic"))
        return found.cases

    def _documents(self, folder: str) -> Iterator[tuple[str, Document]]:
        """The files of a folder of the pack that can be read, with the names they have without their ending."""
        path = self._folder / folder
        for each in yaml_files(path, f"{folder}/", self.faults) if path.is_dir() else ():
            if document := read_yaml(each, f"{folder}/{each.name}", self.faults):
                yield each.stem, document


def _unknown_ids(cases: Cases, knowledge: KnowledgeBase) -> Iterator[Problem]:
    topics, red_flags, acts = knowledge.topics.keys(), knowledge.red_flags.keys(), knowledge.acts.keys()
    anything = {*topics, *red_flags, *acts}
    for own_id, items in cases.topics.items():
        yield from _unless_known(own_id, ("topics", own_id), topics, "a topic or remedy of this pack")
        for number, case in enumerate(items):
            for place, other in leaves(case.also, ("topics", own_id, number, "also")):
                yield from _unless_known(other, place, topics, "a topic or remedy of this pack")
    for own_id in cases.red_flags:
        yield from _unless_known(own_id, ("red_flags", own_id), red_flags, "a red flag of this pack")
    for own_id in cases.acts:
        yield from _unless_known(own_id, ("acts", own_id), acts, "an act of this pack")
    for number, dialogue in enumerate(cases.follow_ups):
        for turn, step in enumerate(dialogue.turns):
            for place, other in leaves(step.accept, ("follow_ups", number, "turns", turn, "accept")):
                yield from _unless_known(other, place, anything, "a topic, red flag or act of this pack")


def _unless_known(own_id: str, path: Route, known: Iterable[str], what: str) -> Iterator[Problem]:
    if own_id not in known:
        yield Problem("unknown_id", path, f'"{own_id}" is not {what}', suggestion(own_id, known, "correct it"))


def _copies(cases: Cases, knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Texts that were learnt from, and texts that stand twice. Dialogues are left out: their words repeat."""
    learnt = {normalize(example.text) for example in examples(knowledge)}
    seen: set[str] = set()
    for path, text in _texts(cases):
        key = normalize(text)
        if key in learnt:
            yield Problem("case_is_example", path, f'"{text}" is an example of the pack', "word the case differently")
        elif key in seen:
            yield Problem("case_twice", path, f'"{text}" is a case already', "delete one of the two")
        seen.add(key)


def _texts(cases: Cases) -> Iterator[tuple[Route, str]]:
    """The text of each case that stands for itself, with its path."""
    for own_id, items in cases.topics.items():
        yield from ((("topics", own_id, number, "text"), case.text) for number, case in enumerate(items))
    yield from leaves(cases.acts, ("acts",))
    yield from leaves(cases.out_of_scope, ("out_of_scope",))
    for own_id, flag in cases.red_flags.items():
        for name, chats in (("must", flag.must), ("must_not", flag.must_not)):
            for number, chat in enumerate(chats):
                if len(chat.turns) == 1:
                    yield ("red_flags", own_id, name, number), chat.turns[0]
