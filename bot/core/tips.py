"""Which tip is given: what suits the person and the season, what they care for first, and nothing again too soon."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b

from bot.core.knowledge import KnowledgeBase, Season, Tip
from bot.core.ports import Claim, Subscriber, TipHistory
from bot.core.schedule import local_day, next_due
from bot.core.zones import ZoneTable, clocks_of

LATE = "late"
NOTHING_SUITS = "nothing_suits"
UNSUBSCRIBED = "unsubscribed"
"""Why a day has no tip."""

_NORTHERN = dict.fromkeys((6, 7, 8), Season.SUMMER) | dict.fromkeys((12, 1, 2), Season.WINTER)
_OPPOSITE = {Season.SUMMER: Season.WINTER, Season.WINTER: Season.SUMMER}

_ENOUGH_TO_DIFFER = 3
"""Of two tips, neither of which may come twice in a row, there is but one order."""

_CARED_FOR, _NEAR, _FAR = range(3)
"""How near a tip's topic is to what the person cares for."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a tip is chosen by: what it must not go against, the season, and the topics cared for."""

    conditions: frozenset[str] = frozenset()
    season: Season | None = None
    topics: Collection[str] = ()


def claim(subscriber: Subscriber, knowledge: KnowledgeBase, now: datetime, grace: timedelta) -> Claim:
    """What is to be done about a subscriber who is due. What is late by more than `grace` is skipped.

    The next tip is due after this one and not after `now`: each day of an outage is claimed, and says what became of
    it.
    """
    subscription = subscriber.kept.subscription
    if subscription is None:
        return Claim(subscriber.due_at.date(), None, subscriber.history, None, UNSUBSCRIBED)
    day = local_day(subscriber.due_at, clocks_of(subscription.zone))
    following = next_due(subscription, subscriber.due_at, subscriber.due_at)
    if now - subscriber.due_at > grace:
        return Claim(day, None, subscriber.history, following, LATE)
    season = season_in(subscription.zone, day, knowledge.zones)
    wish = Wish(subscriber.kept.conditions, season, (*subscription.interests, *subscription.recent))
    tip, history = next_tip(knowledge, wish, subscriber.seed, subscriber.history)
    return Claim(day, tip.id if tip else None, history, following, None if tip else NOTHING_SUITS)


def next_tip(knowledge: KnowledgeBase, wish: Wish, seed: int, history: TipHistory) -> tuple[Tip | None, TipHistory]:
    """The next tip of a chat's round and the history with it; None where the pack has nothing that suits.

    None comes twice in a round. A round ends when all that suits has been given; the next never begins with the tip
    the last one ended with, nor, where there are three or more, in the same order.
    """
    pool = suitable(knowledge.tips, wish)
    if not pool:
        return None, history
    rest = [tip for tip in pool if tip.id not in history.given]
    given = history.given
    if not rest:
        history, rest, given = TipHistory(history.round + 1), _opening(pool, history.given), ()
    ranks = _ranks(knowledge, wish.topics)
    chosen = min(rest, key=lambda tip: (ranks.get(tip.topic, _FAR), _shuffled(tip.id, seed, history.round)))
    return chosen, TipHistory(history.round, (*given, chosen.id))


def suitable(tips: Sequence[Tip], wish: Wish) -> tuple[Tip, ...]:
    """The tips that go against nothing the person has said, and are of no season or of this one."""
    return tuple(tip for tip in tips if wish.conditions.isdisjoint(tip.not_for) and tip.season in (None, wish.season))


def season_in(zone: str, day: date, zones: ZoneTable) -> Season | None:
    """The season at a zone's place; None in spring and autumn, and where nobody knows on which half of the globe."""
    place = zones.place(zone)
    season = _NORTHERN.get(day.month)
    if place is None or season is None:
        return None
    return season if place.latitude >= 0 else _OPPOSITE[season]


def _opening(pool: Sequence[Tip], before: Sequence[str]) -> list[Tip]:
    """What a round may begin with, after one that went like `before`."""
    barred = {before[-1], *(before[:1] if len(pool) >= _ENOUGH_TO_DIFFER else ())}
    return [tip for tip in pool if tip.id not in barred] or list(pool)


def _ranks(knowledge: KnowledgeBase, topics: Collection[str]) -> dict[str, int]:
    """How near topics are to those cared for: these first, then what helps with them and what is related."""
    ranks = dict.fromkeys((topic for topic in topics if topic in knowledge.topics), _CARED_FOR)
    for name in tuple(ranks):
        topic = knowledge.topics[name]
        points = (point for section in (topic.relief, topic.prevention) if section for point in section.points)
        for other in (*(point.remedy for point in points if point.remedy), *topic.related):
            ranks.setdefault(other, _NEAR)
    return ranks


def _shuffled(tip: str, seed: int, turn: int) -> bytes:
    """A place in an order that is a chat's and a round's own, and that other tips coming or going does not change."""
    return blake2b(f"{seed}:{turn}:{tip}".encode(), digest_size=8).digest()
