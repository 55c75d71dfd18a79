"""What follows from a change of what is kept, alike for every store."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.kept import Subscription
from bot.core.schedule import local_day, next_due

UNSUBSCRIBED = "unsubscribed"
PAUSED = "paused"


def due_after_change(
    before: Subscription | None,
    after: Subscription | None,
    due_at: datetime | None,
    now: datetime,
    last: datetime | None,
) -> datetime | None:
    """When the next tip is due; `due_at` is what it was before the change, `last` that of the last delivery."""
    if after is None:
        return None
    if before is not None and _timing(before) == _timing(after):
        return due_at
    if due_at is not None and due_at <= now and _may_still_come(due_at, after, last):
        return due_at
    return next_due(after, now, last)


def _may_still_come(due_at: datetime, after: Subscription, last: datetime | None) -> bool:
    """Whether a tip that was due before the change, and only waits to be claimed, is wished for after it.

    Without it the day would be lost, and nothing would say why.
    """
    zone = ZoneInfo(after.zone)
    day = local_day(due_at, zone)
    is_paused = after.paused_until is not None and day < after.paused_until
    return not is_paused and (last is None or local_day(last, zone) < day)


def thread_after_change(
    before: Subscription | None, after: Subscription | None, old: int | None, new: int | None
) -> int | None:
    """The thread that tips go to; a new one where the change was made there and is one of when they come."""
    if after is None:
        return None
    if before is None or _timing(before)[:3] != _timing(after)[:3]:
        return new
    return old


def storable(text: str) -> str:
    """The text without what PostgreSQL cannot hold: zero characters, and halves of pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _timing(subscription: Subscription) -> tuple[Any, ...]:
    return subscription.at, subscription.zone, subscription.weekdays, subscription.paused_until
