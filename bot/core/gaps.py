"""What people asked and the pack had no answer to, put together across wordings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rapidfuzz import fuzz

from bot.core.conversation import Conversation, State
from bot.core.knowledge import Aspect
from bot.core.matching import LabelKind
from bot.core.ports import Question

AT_LEAST = 2
"""Different people who must have asked a thing before anybody is shown it."""

_ALIKE = 80.0
"""Least likeness of one question in two wordings, 0 to 100: rapidfuzz's token_sort_ratio of what carries meaning."""

_MOST_TOPICS = 3


@dataclass(frozen=True, slots=True)
class Gap:
    """One question in the wordings of several people, the commonest first. `topics` are those nearest, best first."""

    wordings: tuple[str, ...]
    people: int
    last_asked: date
    topics: tuple[str, ...]
    aspect: Aspect

    @property
    def text(self) -> str:
        """The wording that stands for all."""
        return self.wordings[0]


def find_gaps(questions: Iterable[Question], conversation: Conversation, now: datetime) -> tuple[Gap, ...]:
    """The questions that at least AT_LEAST different people asked, in whatever wording, most people first."""
    clusters: list[list[Question]] = []
    keys: list[str] = []
    for question in sorted(questions, key=lambda each: (-len(each.people), each.text)):
        key = _key(conversation, question.text, now)
        place = next((place for place, other in enumerate(keys) if _are_alike(key, other)), None)
        if place is None:
            keys.append(key)
            clusters.append([question])
        else:
            clusters[place].append(question)
    gaps = [_gap(cluster, conversation, now) for cluster in clusters]
    return tuple(sorted((gap for gap in gaps if gap.people >= AT_LEAST), key=lambda gap: (-gap.people, gap.text)))


def _key(conversation: Conversation, text: str, now: datetime) -> str:
    """The words of a text that carry meaning, in the form they share with others."""
    reading = conversation.hear(text, State(), now).explanation.reading
    tokens = reading.tokens if reading else ()
    return " ".join(token.stems[0] for token in tokens if not token.is_stop)


def _are_alike(key: str, other: str) -> bool:
    return key == other or fuzz.token_sort_ratio(key, other, score_cutoff=_ALIKE) > 0


def _gap(cluster: Sequence[Question], conversation: Conversation, now: datetime) -> Gap:
    first = cluster[0]
    explanation = conversation.hear(first.text, State(), now).explanation
    topics = [each.label.id for each in explanation.candidates if each.label.kind is LabelKind.TOPIC]
    return Gap(
        wordings=tuple(question.text for question in cluster),
        people=len(frozenset().union(*(question.people for question in cluster))),
        last_asked=max(question.last_asked for question in cluster),
        topics=tuple(topics[:_MOST_TOPICS]),
        aspect=explanation.aspect or Aspect.OVERVIEW,
    )
