"""What the tallies come to: how much the bot is used, how often it has no answer, and what people think of it.

Tallies know nothing of people (ports.Store.count). A turn is counted under the kind of its reply, a vote under
HELPFUL or UNHELPFUL, and a person once a day under PERSON.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.replies import ReplyKind

PERSON = "person"
HELPFUL = "helpful"
UNHELPFUL = "unhelpful"

_ASKED = (ReplyKind.ANSWER, ReplyKind.DISAMBIGUATION, ReplyKind.FALLBACK)
"""The kinds of reply to a question the pack is there for."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day: how many were answered, and how many questions had no answer."""

    day: date
    answered: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class Votes:
    """How many people found the answers on a topic helpful, of those who said."""

    topic: str
    helpful: int
    of: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Some days together, oldest first. `people` is the mean number a day, each counted once on a day.

    `fallback_rate` is the share of questions, other subjects apart, that had no answer; None where nobody asked.
    """

    days: tuple[Day, ...]
    people: float
    turns: Mapping[ReplyKind, int]
    fallback_rate: float | None
    votes: tuple[Votes, ...]


def statistics(counts: Mapping[tuple[date, str, str], int], first: date, last: date) -> Statistics:
    """Sum up the tallies of the days from `first` to `last`. Raises ValueError where `last` lies before `first`."""
    if last < first:
        raise ValueError(f"there is no day from {first} to {last}")
    within = {key: number for key, number in counts.items() if first <= key[0] <= last}
    by_day: Counter[tuple[date, str]] = Counter()
    by_kind: Counter[str] = Counter()
    for (day, what, _), number in within.items():
        by_day[day, what] += number
        by_kind[what] += number
    asked = sum(by_kind[kind] for kind in _ASKED)
    span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return Statistics(
        tuple(Day(day, by_day[day, ReplyKind.ANSWER], by_day[day, ReplyKind.FALLBACK]) for day in span),
        by_kind[PERSON] / len(span),
        {kind: by_kind[kind] for kind in ReplyKind},
        by_kind[ReplyKind.FALLBACK] / asked if asked else None,
        _votes(within),
    )


def _votes(counts: Mapping[tuple[date, str, str], int]) -> tuple[Votes, ...]:
    """By topic, those most voted on first."""
    helpful: Counter[str] = Counter()
    unhelpful: Counter[str] = Counter()
    for (_, what, topic), number in counts.items():
        if what == HELPFUL:
            helpful[topic] += number
        elif what == UNHELPFUL:
            unhelpful[topic] += number
    votes = [Votes(topic, helpful[topic], helpful[topic] + unhelpful[topic]) for topic in helpful | unhelpful]
    return tuple(sorted((each for each in votes if each.of > 0), key=lambda each: (-each.of, each.topic)))
