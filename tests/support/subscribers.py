"""People who want tips, and the simplest way to decide which: the same for everybody, daily."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from bot.core.kept import Kept, Subscription
from bot.core.ports import Claim, Store, Subscriber, TipHistory
from bot.core.schedule import local_day, next_due
from bot.storage import tables
from bot.storage.database import Database
from bot.storage.rows import to_row
from bot.storage.sql import open_store

MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DUE = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
DAY = timedelta(days=1)

WISH = Subscription(time(8, 30), "Europe/Lisbon")
SUBSCRIBED = Kept(subscription=WISH)


def decide(subscriber: Subscriber) -> Claim:
    """The tip of the day, named after it; each is remembered."""
    wish = subscriber.kept.subscription
    assert wish is not None
    day = local_day(subscriber.due_at, ZoneInfo(wish.zone))
    tip = f"tip_{day:%d}"
    history = TipHistory(subscriber.history.round, (*subscriber.history.given, tip))
    return Claim(day, tip, history, next_due(wish, subscriber.due_at, subscriber.due_at))


def skip(subscriber: Subscriber) -> Claim:
    """Nothing for today."""
    claim = decide(subscriber)
    return Claim(claim.day, None, subscriber.history, claim.next_due_at, "nothing_suits")


async def subscribe(store: Store, *chats: int) -> None:
    """Have these chats get a tip every day at half past eight."""
    for chat in chats:
        await store.keep(chat, SUBSCRIBED, MONDAY)


async def subscribe_at_once(address: str, chats: Sequence[int]) -> None:
    """Have these chats get a tip every day at half past eight: faster than one by one, in a database of its own."""
    async with open_store(address):
        pass  # makes the tables
    due = {"next_due_at": next_due(WISH, MONDAY, None), "round": 0, "given": ()}
    rows = [{"chat": chat, "seed": chat, **to_row(SUBSCRIBED), **due} for chat in chats]
    database = Database(address)
    async with database.writing() as db:
        await db.execute(insert(tables.chats), rows)
    await database.close()
