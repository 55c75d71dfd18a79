"""A pack's folder -> KnowledgeBase, or every fault in it at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from bot.content.consistency import contradictions
from bot.content.draft import Draft, Places
from bot.content.faults import FaultyPackError, Finding, error, refuse_if_any, suggestion
from bot.content.references import dangling
from bot.content.schema import at, validated
from bot.content.yaml_reader import Document, read_text, read_yaml
from bot.content.zone_table import load_zones
from bot.core.knowledge import (
    Act,
    Condition,
    Elsewhere,
    Fitted,
    Id,
    KnowledgeBase,
    Pack,
    Record,
    RedFlag,
    Remedy,
    Sign,
    Source,
    Tip,
    Topic,
    Vocabulary,
    Wording,
)

_WHOLE: tuple[tuple[str, type[Record]], ...] = (
    ("pack", Pack),
    ("wording", Wording),
    ("vocabulary", Vocabulary),
    ("elsewhere", Elsewhere),
    ("fitted", Fitted),
)
_BY_ID: tuple[tuple[str, type[Record]], ...] = (("conditions", Condition), ("acts", Act), ("sources", Source))
_FOLDERS: tuple[tuple[str, type[Topic]], ...] = (("topics", Topic), ("remedies", Remedy))
_RED_FLAGS = "red_flags.yaml"
_TIPS = "tips.yaml"
_ORDINARY_WORDS = "ordinary_words.txt"
_READING_GRADE = "reading_grade.yaml"
"""Read by the check of a pack alone (readability.py); the bot has no use for it."""

_FILES = frozenset(f"{name}.yaml" for name, _ in (*_WHOLE, *_BY_ID)) | {_RED_FLAGS, _TIPS, _READING_GRADE}


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """A sound pack, and where each part of it was written."""

    knowledge: KnowledgeBase
    places: Places


def load_knowledge(folder: Path) -> KnowledgeBase:
    """Read a pack. Raises KnowledgeError with one readable line for each fault, all of them at once."""
    return load_pack(folder).knowledge


def load_pack(folder: Path) -> LoadedPack:
    """Read a pack and remember where each part was written. Raises KnowledgeError like load_knowledge."""
    if not folder.is_dir():
        raise FaultyPackError(
            [error("missing_folder", str(folder), "there is no such folder", "name the folder that holds pack.yaml")]
        )
    reading = _Reading(folder)
    reading.read()
    problems = (*dangling(reading.draft), *contradictions(reading.draft))
    refuse_if_any([*reading.faults, *reading.places.findings(problems)])
    parts = {part.name: getattr(reading.draft, part.name) for part in fields(Draft) if part.name != "ids"}
    return LoadedPack(KnowledgeBase.model_validate(parts | {"zones": load_zones()}), reading.places)


def yaml_files(folder: Path, within: str, faults: list[Finding]) -> list[Path]:
    """The files of a folder whose names are the ids of what they hold; `within` is the folder's name in the pack."""
    message, fix = "the file's name ends in .yml", "let it end in .yaml"
    faults.extend(error("file_name", within + path.name, message, fix) for path in sorted(folder.glob("*.yml")))
    return sorted(path for path in folder.glob("*.yaml") if path.is_file())


class _NamedSign(Sign):
    """A sign with the key it stands under, so that the key is checked to be an id like any other."""

    id: Id


class _Reading:
    """One reading of a folder: fills a draft and gathers faults."""

    def __init__(self, folder: Path) -> None:
        self.draft = Draft()
        self.places = Places()
        self.faults: list[Finding] = []
        self._folder = folder

    def read(self) -> None:
        """Read every file of the pack; what can be used is in the draft afterwards."""
        self._refuse_strangers()
        for name, record in _WHOLE:
            self._read_whole(name, record)
        for name, record in _BY_ID:
            if document := self._required(f"{name}.yaml"):
                self._read_entries(name, record, document)
        self._read_red_flags()
        if document := self._required(_TIPS):
            self._read_tips(document)
        for name, topic in _FOLDERS:
            self._read_folder(name, topic)
        self._read_ordinary_words()

    def _refuse_strangers(self) -> None:
        """A fault for each YAML file beside pack.yaml that nothing reads."""
        for path in sorted(self._folder.iterdir()):
            if path.suffix in {".yaml", ".yml"} and path.name not in _FILES:
                fix = suggestion(path.name, _FILES, "delete it, or give it a name that is read")
                self.faults.append(error("file_name", path.name, "no file of this name is read", fix))

    def _required(self, file: str) -> Document | None:
        path = self._folder / file
        if path.is_file():
            return read_yaml(path, file, self.faults)
        self.faults.append(error("missing_file", file, "this file is missing", "add it; a pack cannot do without"))
        return None

    def _read_whole(self, name: str, record: type[Record]) -> None:
        document = self._required(f"{name}.yaml")
        if document is None:
            return
        self.places.add((name,), document)
        setattr(self.draft, name, validated(record, document, self.faults))
        if record is Vocabulary:
            self._define("concepts", at(document.data, ("concepts",)))

    def _read_entries(self, name: str, record: type[Record], document: Document, inside: tuple[str, ...] = ()) -> None:
        """Read a mapping of id -> record into the draft's field of that name."""
        entries = at(document.data, inside)
        self.places.add((name,), document, inside)
        if not isinstance(entries, dict):
            message, fix = "a mapping of ids is meant", 'write lines "id:", each with its keys indented under it'
            line = document.line(inside)
            self.faults.append(error("not_mapping", document.file, message, fix, line=line, field=".".join(inside)))
            return
        self._define(name, entries)
        for own_id in entries:
            found = validated(record, document, self.faults, (*inside, own_id), own_id)
            if found:
                getattr(self.draft, name)[own_id] = found

    def _read_red_flags(self) -> None:
        document = self._required(_RED_FLAGS)
        if document is None:
            return
        self._read_entries("signs", _NamedSign, document, ("signs",))
        self.draft.signs = {
            own_id: Sign.model_validate(each.model_dump(exclude={"id"})) for own_id, each in self.draft.signs.items()
        }
        self._read_entries("red_flags", RedFlag, document, ("red_flags",))
        if isinstance(document.data, dict):
            for key in document.data.keys() - {"signs", "red_flags"}:
                fix = suggestion(key, ("signs", "red_flags"), "this file has two keys: signs and red_flags")
                line = document.line((key,))
                message = "this key is not known here"
                self.faults.append(error("unknown_key", document.file, message, fix, line=line, field=key))

    def _read_folder(self, name: str, record: type[Topic]) -> None:
        """Read the files of topics/ or remedies/; a remedy is a topic too, and brings its tips along."""
        folder = self._folder / name
        paths = yaml_files(folder, f"{name}/", self.faults) if folder.is_dir() else []
        if record is Topic and not paths:
            message, fix = "no topic stands in this folder", "add a file such as topics/<id>.yaml"
            self.faults.append(error("missing_file", f"{name}/", message, fix))
        ids = frozenset(path.stem for path in paths)
        self._refuse_twins(name, ids & self.draft.ids.get("topics", frozenset()))
        self.draft.ids[name] = ids
        self.draft.ids["topics"] |= ids
        for path in paths:
            document = read_yaml(path, f"{name}/{path.name}", self.faults)
            if document:
                self._read_topic(record, document, path.stem)

    def _read_topic(self, record: type[Topic], document: Document, own_id: str) -> None:
        self.places.add(("topics", own_id), document)
        topic = validated(record, document, self.faults, own_id=own_id)
        if topic:
            self.draft.topics[own_id] = topic
        if isinstance(topic, Remedy):
            for number, tip in enumerate(topic.tips):
                self._add_tip(tip, document, ("tips", number))

    def _refuse_twins(self, name: str, twins: Iterable[str]) -> None:
        for twin in twins:
            message = f'topics/{twin}.yaml has the same id, "{twin}"'
            self.faults.append(error("same_id", f"{name}/{twin}.yaml", message, "rename one of the two"))

    def _read_tips(self, document: Document) -> None:
        if not isinstance(document.data, list):
            message, fix = "a list of tips is meant", 'begin each tip with "- id: ..." and indent its other keys'
            self.faults.append(error("not_list", document.file, message, fix, line=1))
            return
        for number in range(len(document.data)):
            tip = validated(Tip, document, self.faults, (number,))
            if tip:
                self._add_tip(tip, document, (number,))

    def _add_tip(self, tip: Tip, document: Document, inside: tuple[str | int, ...]) -> None:
        self.places.add(("tips", len(self.draft.tips)), document, inside)
        self.draft.tips.append(tip)

    def _define(self, kind: str, entries: object) -> None:
        self.draft.ids[kind] = frozenset(entries) if isinstance(entries, dict) else frozenset()

    def _read_ordinary_words(self) -> None:
        path = self._folder / _ORDINARY_WORDS
        text = read_text(path, _ORDINARY_WORDS, self.faults) if path.is_file() else None
        lines = (text or "").split("\n")
        # Nearly all lines are one word and nothing else; only the others are looked into, for the list is long.
        words = {line for line in lines if line.isalpha()}
        for number, line in enumerate(lines, 1):
            if not line.isalpha():
                words.update(self._words_of(line.partition("#")[0].split(), number))
        self.draft.ordinary_words = frozenset(words)

    def _words_of(self, words: list[str], line: int) -> list[str]:
        if len(words) > 1:
            message = f'more than one word stands here: "{" ".join(words)}"'
            fix = "give each word a line of its own"
            self.faults.append(error("wrong_value", _ORDINARY_WORDS, message, fix, line=line))
        return words
