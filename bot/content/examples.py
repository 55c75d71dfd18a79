"""The sample utterances of a pack, wherever they stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.references import leaves
from bot.content.schema import Route
from bot.core.knowledge import KnowledgeBase
from bot.core.matching import LabelKind

ELSEWHERE = LabelKind.ELSEWHERE.value
"""What an example teaches that is not of the pack's subject, of whatever kind it is."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sample utterance: where it is written, and the label it teaches."""

    path: Route
    label: str
    text: str


def examples(knowledge: KnowledgeBase) -> Iterator[Example]:
    """Every example of topics, red flags, acts and what lies elsewhere."""
    for field in ("topics", "red_flags", "acts"):
        for own_id, entry in getattr(knowledge, field).items():
            for path, text in leaves(entry.examples, (field, own_id, "examples")):
                yield Example(path, own_id, text)
    for path, text in leaves(knowledge.elsewhere.examples, ("elsewhere", "examples")):
        yield Example(path, ELSEWHERE, text)
