"""What is said, without any markup: a reply is paragraphs with roles, and choices to go on with."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.knowledge import Aspect, Source


class ReplyKind(StrEnum):
    """The outcome a reply came from; the names are part of the scriptable interface."""

    URGENT = "urgent"
    CONFIRM_RED_FLAG = "confirm_red_flag"
    ANSWER = "answer"
    DISAMBIGUATION = "disambiguation"
    ACT = "act"
    OUT_OF_SCOPE = "out_of_scope"
    FALLBACK = "fallback"


class Role(StrEnum):
    """What a paragraph does in its reply, so that a renderer can show it fittingly."""

    TITLE = "title"
    LEAD = "lead"
    HEADING = "heading"
    POINT = "point"
    CAUTION = "caution"
    SAFETY = "safety"
    QUESTION = "question"
    NOTE = "note"
    SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of a reply. `sources` is filled where the role is SOURCES, so that a renderer can link them."""

    role: Role
    text: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Something offered. `id` is at most 64 bytes of ASCII; `label` is what is shown and can be typed instead."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One turn's answer. `topics` are ids, best first: of topics, red flags or the act, according to `kind`."""

    kind: ReplyKind
    paragraphs: tuple[Paragraph, ...]
    topics: tuple[str, ...] = ()
    aspect: Aspect | None = None
    confidence: float = 1.0
    choices: tuple[Choice, ...] = field(default=())

    @property
    def text(self) -> str:
        """The reply as plain text, readable without any markup; points carry a bullet."""
        return "\n".join(_plain(paragraph) for paragraph in self.paragraphs)


def _plain(paragraph: Paragraph) -> str:
    return f"• {paragraph.text}" if paragraph.role is Role.POINT else paragraph.text
