"""The examples of a pack, as every method but the bot is given them: texts under labels, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.core.knowledge import KnowledgeBase
from bot.core.matching import Label, LabelKind


@dataclass(frozen=True, slots=True)
class Examples:
    """Labels, and the examples of all of them one after another; those of a label begin at its place in `starts`.

    The first `authored` texts were written by editors; what comes after them is made up (growth.py).
    """

    labels: tuple[Label, ...]
    texts: tuple[str, ...]
    starts: tuple[int, ...]
    authored: int


def examples_of(knowledge: KnowledgeBase) -> Examples:
    """All the examples that the bot itself is matched by: topics, red flags, acts, and what is not of the subject."""
    return arranged(list(_labelled(knowledge)))


def arranged(groups: Sequence[tuple[Label, Sequence[str]]], authored: int | None = None) -> Examples:
    """Examples from labels with their texts. Without `authored` all of them were written by editors."""
    filled = [(label, texts) for label, texts in groups if texts]
    *starts, total = accumulate((len(texts) for _, texts in filled), initial=0)
    texts = tuple(text for _, group in filled for text in group)
    return Examples(tuple(label for label, _ in filled), texts, tuple(starts), total if authored is None else authored)


def _labelled(knowledge: KnowledgeBase) -> Iterator[tuple[Label, Sequence[str]]]:
    for topic in knowledge.topics.values():
        texts = [text for group in topic.examples.values() for text in group]
        yield Label(topic.id, LabelKind.TOPIC, topic.kind), texts
    for flag in knowledge.red_flags.values():
        yield Label(flag.id, LabelKind.RED_FLAG), flag.examples
    for act in knowledge.acts.values():
        yield Label(act.id, LabelKind.ACT), act.examples
    for kind, samples in knowledge.elsewhere.examples.items():
        yield Label(kind, LabelKind.ELSEWHERE), samples
