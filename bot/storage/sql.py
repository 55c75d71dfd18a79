"""The store in a database, for SQLite and PostgreSQL alike."""

from __future__ import annotations

import hashlib
import hmac
import secrets as chance
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.kept import Kept
from bot.core.ports import (
    DAYS_OF_DELIVERIES,
    DAYS_OF_TALLIES,
    Claim,
    Delivery,
    DeliveryStatus,
    Question,
    Subscriber,
)
from bot.storage.changes import PAUSED, UNSUBSCRIBED, due_after_change, storable, thread_after_change
from bot.storage.database import Database
from bot.storage.exporting import as_json
from bot.storage.leadership import BEATS, BeatingRow, Beats, ServersLock, leading
from bot.storage.rows import (
    NO_HISTORY,
    NO_SUBSCRIPTION,
    NOTHING_KEPT,
    to_delivery,
    to_kept,
    to_row,
    to_subscriber,
    to_subscription,
)
from bot.storage.tables import OPEN, askers, chats, deliveries, questions, secrets, tallies
from bot.storage.upgrading import upgrade

_BITS_OF_A_SEED = 48
_BYTES_OF_A_KEY = 32
_ERASED_AT_ONCE = 2_000

_CLAIMED = deliveries.c.status == DeliveryStatus.CLAIMED
_OF_SUBSCRIPTION = (*NO_SUBSCRIPTION, *NO_HISTORY, "seed")


@asynccontextmanager
async def open_store(url: str, beats: Beats = BEATS) -> AsyncIterator[SqlStore]:
    """The store at this address, made and migrated where that is needed. Raises StorageError where it cannot be."""
    database = Database(url)
    try:
        await upgrade(database)
        yield SqlStore(database, await _key(database), beats)
    finally:
        await database.close()


async def _key(database: Database) -> bytes:
    """The secret of this database, made when first asked for: who collected what is not to be told without it."""
    is_it = secrets.c.name == "people"
    async with database.reading() as db:
        found: bytes | None = await db.scalar(select(secrets.c.value).where(is_it))
    if found is not None:
        return found
    made = {"name": "people", "value": chance.token_bytes(_BYTES_OF_A_KEY)}
    async with database.writing() as db:
        await db.execute(database.insert(secrets).values(made).on_conflict_do_nothing())
        key: bytes = (await db.execute(select(secrets.c.value).where(is_it))).scalar_one()
        return key


class SqlStore:
    """Store over a database. `key` makes people's pseudonyms, `beats` paces the contest for leadership."""

    def __init__(self, database: Database, key: bytes, beats: Beats) -> None:
        self._database = database
        self._key = key
        self._beats = beats

    async def kept(self, chat: int) -> Kept:
        """As Store says."""
        async with self._database.reading() as db:
            row = (await db.execute(select(chats).where(chats.c.chat == chat))).one_or_none()
            last = await db.scalar(_last_due(chat))
        return replace(Kept() if row is None else to_kept(row), last_due=last)

    async def keep(self, chat: int, kept: Kept, now: datetime, thread: int | None = None) -> None:
        """As Store says."""
        async with self._database.writing() as db:
            old = await self._locked(db, chat)
            before, after = to_subscription(old), kept.subscription
            last = await db.scalar(_last_due(chat))
            values = to_row(kept) | {
                "next_due_at": due_after_change(before, after, old.next_due_at, now, last),
                "thread": thread_after_change(before, after, old.thread, thread),
                "ended": None,
            }
            await db.execute(update(chats).where(chats.c.chat == chat).values(values))
            await _withdraw(db, chat, kept, now)
            await db.execute(delete(chats).where(chats.c.chat == chat, *_nothing_kept(), *_is(chats, NO_HISTORY)))

    async def forget(self, chat: int) -> None:
        """As Store says, in SQLite. PostgreSQL reuses the space of what was deleted in its own time."""
        async with self._database.writing() as db:
            await db.execute(delete(chats).where(chats.c.chat == chat))
            await db.execute(delete(deliveries).where(deliveries.c.chat == chat))
            asked = (await db.execute(select(askers.c.digest).where(askers.c.person == self._person(chat)))).scalars()
            await db.execute(delete(askers).where(askers.c.person == self._person(chat)))
            await db.execute(delete(questions).where(questions.c.digest.in_(asked.all()), ~_is_asked()))
        await self._database.sweep()

    async def export(self, chat: int) -> Mapping[str, Any]:
        """As Store says."""
        asked = select(askers.c.digest).where(askers.c.person == self._person(chat))
        wanted = select(questions.c.text, questions.c.last_asked).where(questions.c.digest.in_(asked))
        tips = select(deliveries).where(deliveries.c.chat == chat).order_by(deliveries.c.due_at, deliveries.c.id)
        async with self._database.reading() as db:
            row = (await db.execute(select(chats).where(chats.c.chat == chat))).mappings().one_or_none()
            texts = [(text, asked) for text, asked in await db.execute(wanted.order_by(questions.c.text))]
            return as_json(chat, row, (await db.execute(tips)).mappings().all(), texts)

    async def move(self, old: int, new: int) -> None:
        """As Store says."""
        if old == new:
            return
        async with self._database.writing() as db:
            await _move_chat(db, old, new)
            theirs = deliveries.alias()
            same = and_(theirs.c.chat == new, theirs.c.zone == deliveries.c.zone, theirs.c.day == deliveries.c.day)
            free = ~exists().where(same).correlate(deliveries)
            await db.execute(update(deliveries).where(deliveries.c.chat == old, free).values(chat=new))
            await db.execute(delete(deliveries).where(deliveries.c.chat == old))
            await _move_asker(db, self._person(old), self._person(new))

    async def end_subscription(self, chat: int, reason: str) -> None:
        """As Store says."""
        async with self._database.writing() as db:
            is_subscribed = and_(chats.c.chat == chat, chats.c.at.is_not(None))
            await db.execute(update(chats).where(is_subscribed).values(NO_SUBSCRIPTION | {"ended": reason}))
            await db.execute(
                update(deliveries)
                .where(deliveries.c.chat == chat, _CLAIMED)
                .values(status=DeliveryStatus.SKIPPED, reason=reason, retry_at=None)
            )

    async def due(self, now: datetime, limit: int) -> Sequence[Subscriber]:
        """As Store says."""
        async with self._database.reading() as db:
            return [to_subscriber(row) for row in await db.execute(_due(now, limit))]

    async def claim_due(
        self, now: datetime, limit: int, decide: Callable[[Subscriber], Claim], sender: str
    ) -> Sequence[Delivery]:
        """As Store says."""
        async with self._database.writing() as db:
            again = await _take_again(db, now, limit, sender)
            due = (await db.execute(_due(now, limit).with_for_update(skip_locked=True))).all()
            claims = [(row, decide(to_subscriber(row))) for row in due]
            return [*again, *await self._put_on_record(db, claims, now, sender)]

    async def begin(self, delivery: int, sender: str) -> bool:
        """As Store says."""
        still_mine = and_(deliveries.c.id == delivery, deliveries.c.sender == sender, _CLAIMED)
        begun = {"status": DeliveryStatus.SENDING, "attempts": deliveries.c.attempts + 1, "retry_at": None}
        async with self._database.writing() as db:
            return (await db.execute(update(deliveries).where(still_mine).values(begun))).rowcount == 1

    async def settle(
        self,
        delivery: int,
        status: DeliveryStatus,
        now: datetime,
        reason: str | None = None,
        retry_at: datetime | None = None,
    ) -> None:
        """As Store says."""
        settled_at = None if status in {DeliveryStatus.CLAIMED, DeliveryStatus.SENDING} else now
        values = {"status": status, "reason": reason, "retry_at": retry_at, "settled_at": settled_at}
        async with self._database.writing() as db:
            await db.execute(update(deliveries).where(deliveries.c.id == delivery, OPEN).values(values))

    async def take_over(self, sender: str, now: datetime) -> int:
        """As Store says."""
        by_others = and_(OPEN, deliveries.c.sender != sender)
        begun = deliveries.c.status == DeliveryStatus.SENDING
        lost = {"status": DeliveryStatus.UNKNOWN, "reason": "taken_over", "settled_at": now}
        taken = {"sender": sender, "retry_at": func.coalesce(deliveries.c.retry_at, now)}
        async with self._database.writing() as db:
            unknown = await db.execute(update(deliveries).where(by_others, begun).values(lost))
            await db.execute(update(deliveries).where(by_others).values(taken))
            return unknown.rowcount

    def leadership(self, sender: str) -> AbstractAsyncContextManager[Callable[[], bool]]:
        """As Store says."""
        if self._database.is_sqlite:
            return leading(BeatingRow(self._database, sender, self._beats.dead), self._beats)
        return leading(ServersLock(self._database), self._beats)

    async def deliveries(self, since: datetime) -> Mapping[date, Mapping[DeliveryStatus, int]]:
        """As Store says."""
        by = (deliveries.c.due_at, deliveries.c.status)
        wanted = select(*by, func.count()).where(deliveries.c.due_at >= since).group_by(*by).order_by(*by)
        found: dict[date, dict[DeliveryStatus, int]] = {}
        async with self._database.reading() as db:
            for due_at, status, number in await db.execute(wanted):
                of_day = found.setdefault(due_at.date(), {})
                of_day[DeliveryStatus(status)] = of_day.get(DeliveryStatus(status), 0) + number
        return found

    async def count(self, day: date, what: str, subject: str = "", by: int = 1) -> None:
        """As Store says."""
        first = self._database.insert(tallies).values(day=day, what=what, subject=subject, number=by)
        further = first.on_conflict_do_update(
            index_elements=[tallies.c.day, tallies.c.what, tallies.c.subject],
            set_={"number": tallies.c.number + first.excluded.number},
        )
        async with self._database.writing() as db:
            await db.execute(further)

    async def counts(self, since: date) -> Mapping[tuple[date, str, str], int]:
        """As Store says."""
        wanted = select(tallies).where(tallies.c.day >= since).order_by(*tallies.primary_key)
        async with self._database.reading() as db:
            return {(row.day, row.what, row.subject): row.number for row in await db.execute(wanted)}

    async def subscribers(self) -> int:
        """As Store says."""
        async with self._database.reading() as db:
            number = await db.scalar(select(func.count()).select_from(chats).where(chats.c.at.is_not(None)))
        return number or 0

    async def collect(self, chat: int, text: str, nearest: tuple[str, ...], today: date) -> None:
        """As Store says."""
        text = storable(text)
        digest = hashlib.sha256(text.encode()).digest()
        insert = self._database.insert(questions).values(digest=digest, text=text, nearest=nearest, last_asked=today)
        newest = {"nearest": insert.excluded.nearest, "last_asked": insert.excluded.last_asked}
        asker = self._database.insert(askers).values(digest=digest, person=self._person(chat))
        async with self._database.writing() as db:
            await db.execute(insert.on_conflict_do_update(index_elements=[questions.c.digest], set_=newest))
            await db.execute(asker.on_conflict_do_nothing())

    async def questions(self) -> Sequence[Question]:
        """As Store says."""
        wanted = (
            select(questions.c.text, questions.c.nearest, questions.c.last_asked, askers.c.person)
            .join(askers, askers.c.digest == questions.c.digest)
            .order_by(questions.c.text)
        )
        async with self._database.reading() as db:
            rows = list(await db.execute(wanted))
        return [
            Question(text, frozenset(row.person.hex() for row in own), nearest, last_asked)
            for (text, nearest, last_asked), own in groupby(rows, lambda row: (row.text, row.nearest, row.last_asked))
        ]

    async def expire(self, today: date, questions_before: date) -> None:
        """As Store says, a few thousand rows at a time: nobody's turn is to wait for it."""
        oldest = datetime.combine(today - timedelta(days=DAYS_OF_DELIVERIES), time(), UTC)
        had = exists().where(deliveries.c.chat == chats.c.chat)
        await self._erase(deliveries, deliveries.c.due_at < oldest)
        await self._erase(chats, and_(*_nothing_kept(), ~had))
        await self._erase(questions, questions.c.last_asked < questions_before)
        await self._erase(askers, ~exists().where(questions.c.digest == askers.c.digest))
        await self._erase(tallies, tallies.c.day < today - timedelta(days=DAYS_OF_TALLIES))
        await self._database.sweep(even_if_large=True)

    async def _erase(self, table: Table, condition: ColumnElement[bool]) -> None:
        """Erase what meets the condition, in transactions of their own."""
        while await self._erase_some(table, condition) == _ERASED_AT_ONCE:
            continue

    async def _erase_some(self, table: Table, condition: ColumnElement[bool]) -> int:
        key = list(table.primary_key)
        this = and_(*(column == bindparam(f"this_{column.name}") for column in key))
        async with self._database.writing() as db:
            found = (await db.execute(select(*key).where(condition).limit(_ERASED_AT_ONCE))).mappings()
            these = [{f"this_{name}": value for name, value in row.items()} for row in found]
            if these:
                await db.execute(delete(table).where(this), these)
        return len(these)

    async def _locked(self, db: AsyncConnection, chat: int) -> Row[Any]:
        """The chat's row, made where there is none, nobody else's until the transaction ends."""
        new = {"chat": chat, "seed": chance.randbits(_BITS_OF_A_SEED), **NOTHING_KEPT, **NO_SUBSCRIPTION, **NO_HISTORY}
        await db.execute(self._database.insert(chats).values(new).on_conflict_do_nothing())
        return (await db.execute(select(chats).where(chats.c.chat == chat).with_for_update())).one()

    async def _put_on_record(
        self, db: AsyncConnection, claims: Sequence[tuple[Row[Any], Claim]], now: datetime, sender: str
    ) -> list[Delivery]:
        """Write the deliveries down and lead their subscribers on. Returns those that are to be sent."""
        if not claims:
            return []
        insert = self._database.insert(deliveries).on_conflict_do_nothing().returning(deliveries)
        rows = [_new_delivery(row, claim, now, sender) for row, claim in claims]
        made = {row.chat: row for row in await db.execute(insert, rows)}
        await _lead_on(db, claims, made)
        return [
            to_delivery(made[row.chat], to_kept(row))
            for row, claim in claims
            if row.chat in made and claim.tip is not None
        ]

    def _person(self, chat: int) -> bytes:
        """A pseudonym that only this database's secret can make."""
        return hmac.digest(self._key, str(chat).encode(), "sha256")


def _last_due(chat: int) -> Select[Any]:
    return select(func.max(deliveries.c.due_at)).where(deliveries.c.chat == chat)


def _due(now: datetime, limit: int) -> Select[Any]:
    return select(chats).where(chats.c.next_due_at <= now).order_by(chats.c.next_due_at).limit(limit)


async def _take_again(db: AsyncConnection, now: datetime, limit: int, sender: str) -> list[Delivery]:
    """The sender's own whose time to be tried again has come; they are its until settled."""
    theirs = and_(deliveries.c.retry_at <= now, deliveries.c.sender == sender, _CLAIMED)
    wanted = select(deliveries).where(theirs).order_by(deliveries.c.retry_at).limit(limit)
    rows = (await db.execute(wanted.with_for_update())).all()
    if not rows:
        return []
    of_chats = select(chats).where(chats.c.chat.in_({row.chat for row in rows}))
    kept = {row.chat: to_kept(row) for row in await db.execute(of_chats)}
    await db.execute(update(deliveries).where(deliveries.c.id.in_([row.id for row in rows])).values(retry_at=None))
    return [to_delivery(row, kept.get(row.chat, Kept())) for row in rows]


def _new_delivery(row: Row[Any], claim: Claim, now: datetime, sender: str) -> dict[str, Any]:
    is_skipped = claim.tip is None
    return {
        "chat": row.chat,
        "zone": row.zone,
        "day": claim.day,
        "due_at": row.next_due_at,
        "tip": claim.tip,
        "status": DeliveryStatus.SKIPPED if is_skipped else DeliveryStatus.CLAIMED,
        "reason": claim.reason,
        "attempts": 0,
        "sender": sender,
        "claimed_at": now,
        "settled_at": now if is_skipped else None,
        "thread": row.thread,
    }


async def _lead_on(db: AsyncConnection, claims: Sequence[tuple[Row[Any], Claim]], made: Mapping[int, Row[Any]]) -> None:
    """Set when each is due next. Only a tip that went on record counts as given."""
    statement = (
        update(chats)
        .where(chats.c.chat == bindparam("of_chat"))
        .values(next_due_at=bindparam("then"), round=bindparam("new_round"), given=bindparam("new_given"))
    )
    await db.execute(
        statement,
        [
            {
                "of_chat": row.chat,
                "then": claim.next_due_at,
                "new_round": claim.history.round if row.chat in made else row.round,
                "new_given": claim.history.given if row.chat in made else row.given,
            }
            for row, claim in claims
        ],
    )


async def _withdraw(db: AsyncConnection, chat: int, kept: Kept, now: datetime) -> None:
    """What is claimed for the chat and no longer wished for is skipped."""
    unwanted = and_(deliveries.c.chat == chat, _CLAIMED)
    reason = UNSUBSCRIBED
    if kept.subscription is not None:
        if kept.subscription.paused_until is None:
            return
        unwanted = and_(unwanted, deliveries.c.day < kept.subscription.paused_until)
        reason = PAUSED
    skipped = {"status": DeliveryStatus.SKIPPED, "reason": reason, "retry_at": None, "settled_at": now}
    await db.execute(update(deliveries).where(unwanted).values(skipped))


async def _move_chat(db: AsyncConnection, old: int, new: int) -> None:
    """The row takes the new id; where that has a row, its subscription goes there unless there is one."""
    both = select(chats).where(chats.c.chat.in_((old, new))).order_by(chats.c.chat).with_for_update()
    rows = {row.chat: row for row in await db.execute(both)}
    if old not in rows:
        return
    if new not in rows:
        await db.execute(update(chats).where(chats.c.chat == old).values(chat=new))
        return
    if rows[new].at is None:
        subscription = {name: getattr(rows[old], name) for name in _OF_SUBSCRIPTION}
        await db.execute(update(chats).where(chats.c.chat == new).values(subscription))
    await db.execute(delete(chats).where(chats.c.chat == old))


async def _move_asker(db: AsyncConnection, old: bytes, new: bytes) -> None:
    also = askers.alias()
    asked_too = exists().where(also.c.person == new, also.c.digest == askers.c.digest).correlate(askers)
    await db.execute(update(askers).where(askers.c.person == old, ~asked_too).values(person=new))
    await db.execute(delete(askers).where(askers.c.person == old))


def _nothing_kept() -> list[ColumnElement[bool]]:
    return [*_is(chats, NOTHING_KEPT), chats.c.at.is_(None)]


def _is(table: Table, values: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """That a row holds these values."""
    return [table.c[name].is_(None) if value is None else table.c[name] == value for name, value in values.items()]


def _is_asked() -> ColumnElement[bool]:
    """That anybody is known to have asked a question."""
    return exists().where(askers.c.digest == questions.c.digest)
