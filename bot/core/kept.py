"""What is kept of a chat beyond its conversation, because somebody there asked for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

EVERY_DAY = frozenset(range(7))
"""Monday is 0, as in `date.weekday`."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """The wish for a daily tip.

    `at` is a wall-clock time to the minute, without a zone; `zone` is an IANA name. `interests` are topic ids, best
    first; `recent` those last asked about, newest first. No tip comes before the local date `paused_until`.
    """

    at: time
    zone: str
    weekdays: frozenset[int] = EVERY_DAY
    interests: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    paused_until: date | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept of a chat. `Kept()` is a chat of which nothing is.

    `conditions` are ids of conditions and `country` is a country's code, both kept only at the person's word;
    `language` is that of the pack the chat is answered from; `is_plain` asks for replies without emoji and folding.
    `last_due` is when the last tip was due: a store tells it, and it is no part of what is asked for.
    """

    conditions: frozenset[str] = field(default=frozenset())
    country: str | None = None
    language: str | None = None
    is_plain: bool = False
    subscription: Subscription | None = None
    last_due: datetime | None = field(default=None, compare=False)


def as_json(kept: Kept) -> dict[str, Any]:
    """The same as JSON can hold it, so that whom it is about can read it."""
    subscription = kept.subscription
    told: dict[str, Any] = {
        "conditions": sorted(kept.conditions),
        "country": kept.country,
        "language": kept.language,
        "plain": kept.is_plain,
        "daily_tip": None,
    }
    if subscription:
        told["daily_tip"] = {
            "at": f"{subscription.at:%H:%M}",
            "zone": subscription.zone,
            "weekdays": sorted(subscription.weekdays),
            "interests": list(subscription.interests),
            "asked_about_last": list(subscription.recent),
            "paused_until": subscription.paused_until.isoformat() if subscription.paused_until else None,
        }
    return told
