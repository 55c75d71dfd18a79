"""A pack on its way to be a knowledge base: the records that are sound, every id, and where each thing stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.content.faults import Finding, Severity, field_name
from bot.content.schema import Route
from bot.content.yaml_reader import Document
from bot.core.knowledge import (
    Act,
    Condition,
    Elsewhere,
    Fitted,
    Pack,
    RedFlag,
    Sign,
    Source,
    Tip,
    Topic,
    Vocabulary,
    Wording,
)


@dataclass(slots=True)
class Draft:
    """The sound records of a pack, by the fields of KnowledgeBase, and the ids it defines, sound or not.

    The ids are kept apart so that one faulty record does not make every mention of it look wrong too.
    """

    pack: Pack | None = None
    topics: dict[str, Topic] = field(default_factory=dict)
    red_flags: dict[str, RedFlag] = field(default_factory=dict)
    signs: dict[str, Sign] = field(default_factory=dict)
    conditions: dict[str, Condition] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    tips: list[Tip] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    wording: Wording | None = None
    vocabulary: Vocabulary | None = None
    elsewhere: Elsewhere | None = None
    ordinary_words: frozenset[str] = frozenset()
    fitted: Fitted | None = None
    ids: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault found in records: `path` leads to it through the fields of KnowledgeBase."""

    code: str
    path: Route
    message: str
    fix: str
    severity: Severity = Severity.ERROR


class Places:
    """Which file, line and key each part of a knowledge base comes from."""

    def __init__(self) -> None:
        self._origins: dict[Route, tuple[Document, Route]] = {}

    def add(self, path: Route, document: Document, inside: Route = ()) -> None:
        """Remember that what stands at `path` of the knowledge base was read from `inside` of a document."""
        self._origins[path] = (document, inside)

    def find(self, path: Route) -> tuple[str, int, str | None]:
        """The file, the line and the field of a path that begins with one that was added."""
        length = next(length for length in range(len(path), -1, -1) if path[:length] in self._origins)
        document, inside = self._origins[path[:length]]
        full = inside + path[length:]
        return document.file, document.line(full), field_name(full)

    def findings(self, problems: Iterable[Problem]) -> list[Finding]:
        """The problems with the places where an editor mends them."""
        found = []
        for problem in problems:
            file, line, field = self.find(problem.path)
            found.append(Finding(problem.severity, problem.code, file, line, field, problem.message, problem.fix))
        return found
