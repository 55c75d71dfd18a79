"""Daily tips: what is due is claimed, sent and settled, by one sender at a time.

A tip goes through three steps, each on record before the next: it is claimed, begun, and what became of it is settled.
Whatever dies in between, it has come at most once: what was claimed is sent by the next sender, what was begun is
unknown and left alone. It is begun a moment before its turn to be sent, so that writing that down does not disturb the
pace.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NoReturn, assert_never
from zoneinfo import ZoneInfoNotFoundError

import structlog

from bot.core.ports import (
    Claim,
    Delivery,
    DeliveryStatus,
    Gone,
    Moved,
    Refused,
    Rejected,
    Result,
    Sent,
    Store,
    Subscriber,
    TipSender,
    Unknown,
)
from bot.core.replies import Reply
from bot.errors import BotError, StorageError

BATCH = 100
"""Tips claimed at once: as many as can be sent in a few seconds."""

IN_FLIGHT = 32
"""Tips on their way at once, which is the most that can be lost to a death."""

AHEAD = 3
"""Tips of these that are begun and wait for their turn."""

LATE = "late"
NO_SUCH_TIP = "no_such_tip"
NO_SUCH_ZONE = "no_such_zone"
BUSY = "chat_busy"
MOVED = "chat_moved"
CANNOT_BE_SENT = "cannot_be_sent"
STOPPED = "stopped"
"""Why a tip was not sent, or not yet."""

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_FIRST_RETRY, _LONGEST_RETRY = 5.0, 600.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is sent, and when it is too late.

    `decide` says what is to be done about a subscriber who is due; `compose` makes the message of a delivery, or None
    where its tip is no longer there. A tip that could not be sent within `grace` is skipped. Every `tick` it is looked
    who is due. `now` is the time in UTC. `sent` is told of each tip that has arrived.
    """

    decide: Callable[[Subscriber, datetime], Claim]
    compose: Callable[[Delivery], Reply | None]
    now: Callable[[], datetime]
    grace: timedelta = timedelta(hours=3)
    tick: timedelta = timedelta(seconds=3)
    sent: Callable[[Delivery], None] = lambda _: None


class DailyTips:
    """Sends the tips that are due, whenever it is this process that is to."""

    def __init__(self, store: Store, sender: TipSender, plan: Plan) -> None:
        self._store = store
        self._sender = sender
        self._plan = plan

    async def run(self) -> NoReturn:
        """Run until cancelled; then what is in flight is finished, and what is claimed left to whoever comes next.

        A database that fails ends a term; the next begins when it answers again.
        """
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._lead()
                pause = _FIRST_PAUSE
            except StorageError as error:
                _log.warning("tips_wait_for_the_database", fault=str(error), seconds=pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def _lead(self) -> None:
        """One term: wait to be the one that sends, take over, and send for as long as one is."""
        name = secrets.token_hex(8)
        async with self._store.leadership(name) as is_leader:
            unknown = await self._store.take_over(name, self._plan.now())
            _log.info("tips_begin", sender=name, unknown=unknown)
            await _Term(name, is_leader, self._store, self._sender, self._plan).run()
        _log.info("tips_end", sender=name)


class _Term:
    """The time for which one sender is the only one."""

    def __init__(self, name: str, is_leader: Callable[[], bool], store: Store, sender: TipSender, plan: Plan) -> None:
        self._name = name
        self._is_leader = is_leader
        self._store = store
        self._sender = sender
        self._plan = plan
        self._places = asyncio.Semaphore(IN_FLIGHT)
        self._ahead = asyncio.Semaphore(AHEAD)
        self._in_flight: set[asyncio.Task[None]] = set()
        self._waiting: set[asyncio.Task[None]] = set()
        self._has_failed = False

    async def run(self) -> None:
        """Send what is due until another is to. However it ends, what was begun is settled. Raises StorageError."""
        try:
            while self._goes_on():
                if not await self._send_some():
                    await asyncio.sleep(self._plan.tick.total_seconds())
        finally:
            for task in self._waiting:
                task.cancel()
            if self._in_flight:
                await asyncio.wait(self._in_flight)

    def _goes_on(self) -> bool:
        return self._is_leader() and not self._has_failed

    async def _send_some(self) -> bool:
        """Claim some that are due, and send what is to be sent of them. Whether there may be more."""
        decided = 0

        def decide(subscriber: Subscriber) -> Claim:
            nonlocal decided
            decided += 1
            return self._decide(subscriber)

        deliveries = await self._store.claim_due(self._plan.now(), BATCH, decide, self._name)
        for delivery in deliveries:
            if self._goes_on() and await self._is_to_be_sent(delivery):
                await self._places.acquire()
                await self._ahead.acquire()
                self._launch(delivery)
        return bool(deliveries) or decided == BATCH

    def _decide(self, subscriber: Subscriber) -> Claim:
        """One subscriber of whom no sense can be made must not keep all others from their tips."""
        try:
            return self._plan.decide(subscriber, self._plan.now())
        except ZoneInfoNotFoundError:
            _log.error("subscription_in_an_unknown_zone")
            return Claim(subscriber.due_at.date(), None, subscriber.history, None, NO_SUCH_ZONE)

    async def _is_to_be_sent(self, delivery: Delivery) -> bool:
        if self._plan.now() <= self._deadline(delivery):
            return True
        await self._settle(delivery, DeliveryStatus.SKIPPED, LATE)
        return False

    def _launch(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._deliver(delivery))
        self._in_flight.add(task)
        self._waiting.add(task)
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._in_flight.discard(task)
        self._places.release()
        if not task.cancelled() and (error := task.exception()) is not None:
            # It is on record as begun, so the next term finds it unknown. The others are not to suffer for it.
            _log.error("tip_crashed", error=type(error).__name__)

    async def _deliver(self, delivery: Delivery) -> None:
        if not await self._comes_its_turn(delivery):
            return
        reply = self._plan.compose(delivery)
        if reply is None:
            await self._settle(delivery, DeliveryStatus.SKIPPED, NO_SUCH_TIP)
        else:
            await self._record(delivery, await self._send(delivery, reply))

    async def _comes_its_turn(self, delivery: Delivery) -> bool:
        """Begin it, and wait until it may be sent; False where that is not to be, or not now."""
        seconds = 0.0
        try:
            if not await self._begin(delivery):
                return False
            seconds = await self._sender.turn(delivery.chat)
        except asyncio.CancelledError:
            await self._try_again(delivery, 0.0, STOPPED)
            return False
        finally:
            self._ahead.release()
            self._waiting -= {asyncio.current_task()}
        if seconds > 0:
            await self._try_again(delivery, seconds, BUSY)
        return seconds == 0

    async def _begin(self, delivery: Delivery) -> bool:
        try:
            return await self._store.begin(delivery.id, self._name)
        except StorageError as error:
            _log.warning("tip_not_begun", delivery=delivery.id, fault=str(error))
            self._has_failed = True
            return False

    async def _send(self, delivery: Delivery, reply: Reply) -> Result:
        try:
            return await self._sender.send_tip(delivery.chat, delivery.thread, reply)
        except BotError as error:
            # Raised on purpose, before anything was sent: this reply cannot be.
            _log.error("tip_cannot_be_sent", delivery=delivery.id, tip=delivery.tip, fault=str(error))
            return Rejected(CANNOT_BE_SENT)

    async def _record(self, delivery: Delivery, result: Result) -> None:
        """Settle it by what became of it."""
        match result:
            case Sent():
                self._plan.sent(delivery)
                await self._settle(delivery, DeliveryStatus.SENT)
            case Unknown():
                await self._settle(delivery, DeliveryStatus.UNKNOWN, result.reason)
            case Rejected():
                _log.error("tip_rejected", delivery=delivery.id, tip=delivery.tip, reason=result.reason)
                await self._settle(delivery, DeliveryStatus.FAILED, result.reason)
            case Refused():
                wait = max(result.retry_after, min(_FIRST_RETRY * 2**delivery.attempts, _LONGEST_RETRY))
                await self._try_again(delivery, wait, result.reason)
            case Gone():
                await self._settle(delivery, DeliveryStatus.FAILED, result.reason)
                await self._surely(lambda: self._store.end_subscription(delivery.chat, result.reason))
            case Moved():
                await self._surely(lambda: self._store.move(delivery.chat, result.to))
                await self._try_again(replace(delivery, chat=result.to), 0.0, MOVED)
            case _:
                assert_never(result)

    async def _try_again(self, delivery: Delivery, seconds: float, reason: str) -> None:
        """Have it come again after so many seconds, unless that is too late."""
        retry_at = self._plan.now() + timedelta(seconds=seconds)
        if retry_at > self._deadline(delivery):
            await self._settle(delivery, DeliveryStatus.SKIPPED, reason)
        else:
            await self._settle(delivery, DeliveryStatus.CLAIMED, reason, retry_at)

    def _deadline(self, delivery: Delivery) -> datetime:
        return delivery.due_at + self._plan.grace

    async def _settle(
        self, delivery: Delivery, status: DeliveryStatus, reason: str | None = None, retry_at: datetime | None = None
    ) -> None:
        await self._surely(lambda: self._store.settle(delivery.id, status, self._plan.now(), reason, retry_at))

    async def _surely(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write down what happened. It has happened: where the database fails, it is written when it answers again."""
        pause = _FIRST_PAUSE
        while True:
            try:
                return await write()
            except StorageError as error:
                _log.warning("tip_not_settled", fault=str(error), seconds=pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
