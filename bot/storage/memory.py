"""The store in memory: for the terminal, and for tests that want no database. It is gone when the program ends."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.core.kept import Kept
from bot.core.ports import (
    DAYS_OF_DELIVERIES,
    DAYS_OF_TALLIES,
    Claim,
    Delivery,
    DeliveryStatus,
    Question,
    Subscriber,
    TipHistory,
)
from bot.storage.changes import PAUSED, UNSUBSCRIBED, due_after_change, storable, thread_after_change
from bot.storage.exporting import as_json
from bot.storage.rows import to_row

_OPEN = (DeliveryStatus.CLAIMED, DeliveryStatus.SENDING)


@dataclass(slots=True)
class _Chat:
    seed: int
    kept: Kept = Kept()
    next_due_at: datetime | None = None
    thread: int | None = None
    ended: str | None = None
    history: TipHistory = TipHistory()


@dataclass(slots=True)
class _Record:
    """A row of the deliveries."""

    id: int
    chat: int
    zone: str
    claim: Claim
    due_at: datetime
    status: DeliveryStatus
    reason: str | None
    sender: str
    claimed_at: datetime
    thread: int | None
    attempts: int = 0
    retry_at: datetime | None = None
    settled_at: datetime | None = None


@dataclass(slots=True)
class _Asked:
    nearest: tuple[str, ...]
    last: date
    chats: set[int] = field(default_factory=set)


class InMemoryStore:
    """Store in memory, for one event loop."""

    def __init__(self) -> None:
        self._chats: dict[int, _Chat] = {}
        self._deliveries: dict[int, _Record] = {}
        self._open: dict[int, _Record] = {}
        self._of_chats: defaultdict[int, list[_Record]] = defaultdict(list)
        self._ids = itertools.count(1)
        self._asked: dict[str, _Asked] = {}
        self._tallies: Counter[tuple[date, str, str]] = Counter()
        self._leading = asyncio.Lock()

    async def kept(self, chat: int) -> Kept:
        """As Store says."""
        kept = self._chats[chat].kept if chat in self._chats else Kept()
        return replace(kept, last_due=self._last_due(chat))

    async def keep(self, chat: int, kept: Kept, now: datetime, thread: int | None = None) -> None:
        """As Store says."""
        old = self._chats.get(chat) or _Chat(random.getrandbits(48))  # an order of tips is no secret
        before, after = old.kept.subscription, kept.subscription
        last = self._last_due(chat)
        old.next_due_at = due_after_change(before, after, old.next_due_at, now, last)
        old.thread = thread_after_change(before, after, old.thread, thread)
        old.kept, old.ended = kept, None
        self._withdraw(chat, kept, now)
        self._chats[chat] = old
        if kept == Kept() and old.history == TipHistory():
            del self._chats[chat]

    def _last_due(self, chat: int) -> datetime | None:
        return max((each.due_at for each in self._of(chat)), default=None)

    async def forget(self, chat: int) -> None:
        """As Store says."""
        self._chats.pop(chat, None)
        self._let_go_of(self._of(chat))
        for asked in self._asked.values():
            asked.chats.discard(chat)
        self._asked = {text: asked for text, asked in self._asked.items() if asked.chats}

    async def export(self, chat: int) -> Mapping[str, Any]:
        """As Store says."""
        kept = _columns_of_chat(self._chats[chat]) if chat in self._chats else None
        tips = [_columns_of_delivery(each) for each in sorted(self._of(chat), key=lambda each: (each.due_at, each.id))]
        asked = [(text, asked.last) for text, asked in sorted(self._asked.items()) if chat in asked.chats]
        return as_json(chat, kept, tips, asked)

    async def move(self, old: int, new: int) -> None:
        """As Store says."""
        if old == new:
            return
        if (theirs := self._chats.pop(old, None)) is not None:
            self._chats[new] = _merged(theirs, self._chats.get(new))
        days = {(each.zone, each.claim.day) for each in self._of(new)}
        self._let_go_of([each for each in self._of(old) if (each.zone, each.claim.day) in days])
        for each in self._of_chats.pop(old, ()):
            each.chat = new
            self._of_chats[new].append(each)
        for asked in self._asked.values():
            if old in asked.chats:
                asked.chats = asked.chats - {old} | {new}

    async def end_subscription(self, chat: int, reason: str) -> None:
        """As Store says."""
        old = self._chats.get(chat)
        if old is not None and old.kept.subscription is not None:
            kept = _without_subscription(old.kept)
            self._chats[chat] = _Chat(old.seed, kept, ended=reason, history=old.history)
        for each in self._of(chat):
            if each.status is DeliveryStatus.CLAIMED:
                each.status, each.reason, each.retry_at = DeliveryStatus.SKIPPED, reason, None

    async def due(self, now: datetime, limit: int) -> Sequence[Subscriber]:
        """As Store says."""
        due = [
            Subscriber(number, chat.kept, chat.next_due_at, chat.seed, chat.history, chat.thread)
            for number, chat in self._chats.items()
            if chat.next_due_at is not None and chat.next_due_at <= now
        ]
        return sorted(due, key=lambda each: each.due_at)[:limit]

    async def claim_due(
        self, now: datetime, limit: int, decide: Callable[[Subscriber], Claim], sender: str
    ) -> Sequence[Delivery]:
        """As Store says."""
        claims = [(subscriber, decide(subscriber)) for subscriber in await self.due(now, limit)]
        self._open = {each.id: each for each in self._open.values() if each.status in _OPEN}
        again = [
            each
            for each in self._open.values()
            if each.sender == sender and each.retry_at is not None and each.retry_at <= now
        ]
        again = sorted(again, key=lambda each: each.retry_at or now)[:limit]
        for each in again:
            each.retry_at = None
        return [self._delivery(each) for each in (*again, *self._put_on_record(claims, now, sender))]

    async def begin(self, delivery: int, sender: str) -> bool:
        """As Store says."""
        found = self._deliveries.get(delivery)
        if found is None or found.sender != sender or found.status is not DeliveryStatus.CLAIMED:
            return False
        found.status, found.retry_at = DeliveryStatus.SENDING, None
        found.attempts += 1
        return True

    async def settle(
        self,
        delivery: int,
        status: DeliveryStatus,
        now: datetime,
        reason: str | None = None,
        retry_at: datetime | None = None,
    ) -> None:
        """As Store says."""
        found = self._deliveries.get(delivery)
        if found is not None and found.status in _OPEN:
            found.status, found.reason, found.retry_at = status, reason, retry_at
            found.settled_at = None if status in _OPEN else now

    async def take_over(self, sender: str, now: datetime) -> int:
        """As Store says."""
        others = [each for each in self._open.values() if each.status in _OPEN and each.sender != sender]
        begun = [each for each in others if each.status is DeliveryStatus.SENDING]
        for each in begun:
            each.status, each.reason, each.settled_at = DeliveryStatus.UNKNOWN, "taken_over", now
        for each in others:
            if each.status is DeliveryStatus.CLAIMED:
                each.sender, each.retry_at = sender, each.retry_at or now
        return len(begun)

    def leadership(self, sender: str) -> AbstractAsyncContextManager[Callable[[], bool]]:  # noqa: ARG002
        """As Store says. Nobody outside this process can be the leader, and inside it nobody can die alone."""
        return self._lead()

    @asynccontextmanager
    async def _lead(self) -> AsyncIterator[Callable[[], bool]]:
        async with self._leading:
            yield lambda: True

    async def deliveries(self, since: datetime) -> Mapping[date, Mapping[DeliveryStatus, int]]:
        """As Store says."""
        found: dict[date, Counter[DeliveryStatus]] = {}
        for each in self._deliveries.values():
            if each.due_at >= since:
                found.setdefault(each.due_at.date(), Counter())[each.status] += 1
        return found

    async def count(self, day: date, what: str, subject: str = "", by: int = 1) -> None:
        """As Store says."""
        self._tallies[day, what, subject] += by

    async def counts(self, since: date) -> Mapping[tuple[date, str, str], int]:
        """As Store says."""
        return {key: number for key, number in sorted(self._tallies.items()) if key[0] >= since}

    async def subscribers(self) -> int:
        """As Store says."""
        return sum(chat.kept.subscription is not None for chat in self._chats.values())

    async def collect(self, chat: int, text: str, nearest: tuple[str, ...], today: date) -> None:
        """As Store says."""
        asked = self._asked.setdefault(storable(text), _Asked(nearest, today))
        asked.nearest, asked.last = nearest, today
        asked.chats.add(chat)

    async def questions(self) -> Sequence[Question]:
        """As Store says."""
        everybody = sorted({chat for asked in self._asked.values() for chat in asked.chats})
        marks = {chat: str(number) for number, chat in enumerate(everybody)}
        return [
            Question(text, frozenset(marks[chat] for chat in asked.chats), asked.nearest, asked.last)
            for text, asked in sorted(self._asked.items())
        ]

    async def expire(self, today: date, questions_before: date) -> None:
        """As Store says."""
        oldest = datetime.combine(today - timedelta(days=DAYS_OF_DELIVERIES), time(), UTC)
        self._let_go_of([each for each in self._deliveries.values() if each.due_at < oldest])
        had = {each.chat for each in self._deliveries.values()}
        self._chats = {chat: each for chat, each in self._chats.items() if each.kept != Kept() or chat in had}
        self._asked = {text: asked for text, asked in self._asked.items() if asked.last >= questions_before}
        first = today - timedelta(days=DAYS_OF_TALLIES)
        self._tallies = Counter({key: number for key, number in self._tallies.items() if key[0] >= first})

    def _of(self, chat: int) -> list[_Record]:
        return list(self._of_chats.get(chat, ()))

    def _let_go_of(self, records: Sequence[_Record]) -> None:
        for each in records:
            del self._deliveries[each.id]
            self._open.pop(each.id, None)
        for chat in {each.chat for each in records}:
            self._of_chats[chat] = [each for each in self._of_chats[chat] if each.id in self._deliveries]
            if not self._of_chats[chat]:
                del self._of_chats[chat]

    def _withdraw(self, chat: int, kept: Kept, now: datetime) -> None:
        """What is claimed for the chat and no longer wished for is skipped."""
        subscription = kept.subscription
        for each in self._of(chat):
            if each.status is not DeliveryStatus.CLAIMED:
                continue
            if subscription is None:
                reason = UNSUBSCRIBED
            elif subscription.paused_until is not None and each.claim.day < subscription.paused_until:
                reason = PAUSED
            else:
                continue
            each.status, each.reason = DeliveryStatus.SKIPPED, reason
            each.retry_at, each.settled_at = None, now

    def _put_on_record(self, claims: Sequence[tuple[Subscriber, Claim]], now: datetime, sender: str) -> list[_Record]:
        """Write the deliveries down and lead their subscribers on. Returns those that are to be sent."""
        made = []
        for subscriber, claim in claims:
            chat = self._chats[subscriber.chat]
            chat.next_due_at = claim.next_due_at
            zone = subscriber.kept.subscription.zone if subscriber.kept.subscription else ""
            if any((each.zone, each.claim.day) == (zone, claim.day) for each in self._of(subscriber.chat)):
                continue
            chat.history = claim.history
            record = _new_record(next(self._ids), subscriber, zone, claim, now, sender)
            self._deliveries[record.id] = self._open[record.id] = record
            self._of_chats[record.chat].append(record)
            made.append(record)
        return [record for record in made if record.status is DeliveryStatus.CLAIMED]

    def _delivery(self, record: _Record) -> Delivery:
        return Delivery(
            record.id,
            record.chat,
            record.claim.day,
            record.due_at,
            record.claim.tip,
            record.status,
            record.reason,
            record.attempts,
            thread=record.thread,
            kept=self._chats[record.chat].kept if record.chat in self._chats else Kept(),
        )


def _new_record(number: int, subscriber: Subscriber, zone: str, claim: Claim, now: datetime, sender: str) -> _Record:
    is_skipped = claim.tip is None
    return _Record(
        number,
        subscriber.chat,
        zone,
        claim,
        subscriber.due_at,
        DeliveryStatus.SKIPPED if is_skipped else DeliveryStatus.CLAIMED,
        claim.reason,
        sender,
        now,
        subscriber.thread,
        settled_at=now if is_skipped else None,
    )


def _without_subscription(kept: Kept) -> Kept:
    return Kept(kept.conditions, kept.country, kept.language, kept.is_plain)


def _merged(old: _Chat, new: _Chat | None) -> _Chat:
    """What the new id has stays; the old one's subscription goes there unless there is one."""
    if new is None:
        return old
    if new.kept.subscription is not None:
        return new
    kept = Kept(new.kept.conditions, new.kept.country, new.kept.language, new.kept.is_plain, old.kept.subscription)
    return _Chat(old.seed, kept, old.next_due_at, old.thread, new.ended, old.history)


def _columns_of_chat(chat: _Chat) -> dict[str, Any]:
    return {
        **{name: tuple(value) if isinstance(value, list) else value for name, value in to_row(chat.kept).items()},
        "thread": chat.thread,
        "next_due_at": chat.next_due_at,
        "ended": chat.ended,
        "seed": chat.seed,
        "round": chat.history.round,
        "given": chat.history.given,
    }


def _columns_of_delivery(record: _Record) -> dict[str, Any]:
    return {
        "zone": record.zone,
        "day": record.claim.day,
        "due_at": record.due_at,
        "tip": record.claim.tip,
        "status": record.status,
        "reason": record.reason,
        "attempts": record.attempts,
        "retry_at": record.retry_at,
        "claimed_at": record.claimed_at,
        "settled_at": record.settled_at,
        "thread": record.thread,
    }
