"""Between records and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.core.kept import Kept, Subscription
from bot.core.ports import Delivery, DeliveryStatus, Subscriber, TipHistory

if TYPE_CHECKING:
    from sqlalchemy import Row

NOTHING_KEPT: dict[str, Any] = {"conditions": (), "country": None, "language": None, "is_plain": False}
NO_SUBSCRIPTION: dict[str, Any] = dict.fromkeys(
    ("at", "zone", "weekdays", "interests", "recent", "paused_until", "thread", "next_due_at")
)
NO_HISTORY: dict[str, Any] = {"round": 0, "given": ()}


def to_row(kept: Kept) -> dict[str, Any]:
    """The columns of what is kept, but for those that the store itself keeps."""
    subscription = kept.subscription
    return {
        "conditions": sorted(kept.conditions),
        "country": kept.country,
        "language": kept.language,
        "is_plain": kept.is_plain,
        "at": subscription and subscription.at,
        "zone": subscription and subscription.zone,
        "weekdays": subscription and sorted(subscription.weekdays),
        "interests": subscription and subscription.interests,
        "recent": subscription and subscription.recent,
        "paused_until": subscription and subscription.paused_until,
    }


def to_kept(row: Row[Any]) -> Kept:
    """What a row of `chats` keeps."""
    return Kept(frozenset(row.conditions), row.country, row.language, row.is_plain, to_subscription(row))


def to_subscription(row: Row[Any]) -> Subscription | None:
    """The subscription in a row of `chats`."""
    if row.at is None:
        return None
    return Subscription(
        row.at, row.zone, frozenset(row.weekdays), row.interests, row.recent, paused_until=row.paused_until
    )


def to_subscriber(row: Row[Any]) -> Subscriber:
    """Whoever is due, from a row of `chats`."""
    history = TipHistory(row.round, row.given)
    return Subscriber(row.chat, to_kept(row), row.next_due_at, row.seed, history, row.thread)


def to_delivery(row: Row[Any], kept: Kept) -> Delivery:
    """A delivery that is to be sent now, from its row."""
    return Delivery(
        row.id,
        row.chat,
        row.day,
        row.due_at,
        row.tip,
        DeliveryStatus(row.status),
        row.reason,
        row.attempts,
        thread=row.thread,
        kept=kept,
    )
