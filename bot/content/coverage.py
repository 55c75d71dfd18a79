"""How much of each topic a pack covers: answers, examples, cases, tips, sources, and how fresh the review is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.content.cases import Cases
from bot.content.references import mentions
from bot.core.knowledge import Aspect, KnowledgeBase, Topic


class Cover(StrEnum):
    """What a topic has for an aspect: an answer of its own, a reason why it has none, or nothing."""

    ANSWER = "answer"
    REASON = "reason"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a pack has on one topic. `age` is in days since the review; `is_due` where the next one is overdue.

    `reasons` say why an aspect has no answer, where the pack does.
    """

    topic: str
    aspects: Mapping[Aspect, Cover]
    reasons: Mapping[Aspect, str]
    examples: Mapping[Aspect, int]
    cases: int
    tips: int
    sources: int
    age: int
    is_due: bool


def coverage(knowledge: KnowledgeBase, cases: Cases, today: date) -> tuple[Coverage, ...]:
    """What the pack has on each of its topics, in its own order."""
    return tuple(_of_topic(topic, knowledge, cases, today) for topic in knowledge.topics.values())


def _of_topic(topic: Topic, knowledge: KnowledgeBase, cases: Cases, today: date) -> Coverage:
    cited = {own_id for _, key, own_id in mentions(topic, (topic.id,)) if key == "sources"}
    return Coverage(
        topic.id,
        {aspect: _cover(topic, aspect) for aspect in Aspect},
        topic.no_answer,
        {aspect: len(topic.examples.get(aspect, ())) for aspect in Aspect},
        len(cases.topics.get(topic.id, ())),
        sum(tip.topic == topic.id for tip in knowledge.tips),
        len(cited),
        (today - topic.reviewed).days,
        topic.review_by < today,
    )


def _cover(topic: Topic, aspect: Aspect) -> Cover:
    if topic.section(aspect) is not None:
        return Cover.ANSWER
    return Cover.REASON if aspect in topic.no_answer else Cover.NOTHING
