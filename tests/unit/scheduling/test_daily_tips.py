"""What is due is claimed, sent and settled; time is virtual, the store is the one in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.core.kept import Kept, Subscription
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
    Subscriber,
    Unknown,
)
from bot.core.replies import Reply
from bot.core.schedule import local_day, next_due
from bot.errors import ChatError, StorageError
from bot.scheduling.daily_tips import BATCH, IN_FLIGHT, DailyTips, Plan
from bot.storage.memory import InMemoryStore
from tests.support import virtual_time
from tests.support.echo import say

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WISH = Subscription(time(12, 1), "UTC")
GRACE = timedelta(hours=3)
HOUR = 3600.0


def now() -> datetime:
    return NOON + timedelta(seconds=virtual_time.now())


@dataclass
class Telegram:
    """Sends in no time; what is in `results` becomes of the tips one after another, and then they arrive."""

    results: list[Result | ChatError] = field(default_factory=list)
    sent: list[tuple[int, str]] = field(default_factory=list)
    busy: dict[int, float] = field(default_factory=dict)
    seconds: float = 0.0
    on_their_way: int = 0

    async def turn(self, chat: int) -> float:
        return self.busy.pop(chat, 0.0)

    async def send_tip(self, chat: int, _: int | None, reply: Reply) -> Result:
        self.sent.append((chat, reply.text))
        self.on_their_way += 1
        await asyncio.sleep(self.seconds)
        self.on_their_way -= 1
        result = self.results.pop(0) if self.results else Sent()
        if isinstance(result, ChatError):
            raise result
        return result


class FailingStore(InMemoryStore):
    """A database that fails from the first to the second of these seconds."""

    def __init__(self, first: float, last: float) -> None:
        super().__init__()
        self._fails = first, last

    def __getattribute__(self, name: str) -> Any:
        if name in ("claim_due", "begin", "settle", "take_over"):
            first, last = super().__getattribute__("_fails")
            if first <= virtual_time.now() < last:
                raise StorageError("The database does not answer.")
        return super().__getattribute__(name)


def decide(subscriber: Subscriber, _: datetime) -> Claim:
    assert subscriber.kept.subscription is not None
    following = next_due(subscriber.kept.subscription, subscriber.due_at, subscriber.due_at)
    day = local_day(subscriber.due_at, UTC)  # type: ignore[arg-type]  # any tzinfo would do
    return Claim(day, f"tip {day:%d}", subscriber.history, following)


def compose(delivery: Delivery) -> Reply | None:
    return say(delivery.tip or "")


def tips(store: InMemoryStore, telegram: Telegram, **plan: Any) -> DailyTips:
    chosen: dict[str, Any] = {"decide": decide, "compose": compose, "now": now, "grace": GRACE} | plan
    return DailyTips(store, telegram, Plan(**chosen))


async def subscribe(store: InMemoryStore, *chats: int, wish: Subscription = WISH) -> None:
    for chat in chats:
        await store.keep(chat, Kept(subscription=wish), NOON)


async def run_for(seconds: float, daily: DailyTips) -> None:
    """Let it run, then stop it as on a signal."""
    running = asyncio.create_task(daily.run())
    await asyncio.sleep(seconds)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def row(store: InMemoryStore, chat: int) -> dict[str, Any]:
    """The first delivery of a chat that is on record."""
    first: dict[str, Any] = (await store.export(chat))["tips"][0]
    return first


def live(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    virtual_time.run(scenario())


def test_each_day_brings_each_subscriber_one_tip() -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram()
        await subscribe(store, 1, 2)
        await run_for(50 * HOUR, tips(store, telegram))
        assert sorted(telegram.sent) == [(chat, f"tip {day}") for chat in (1, 2) for day in (23, 24, 25)]

    live(scenario)


def test_a_tip_goes_out_within_seconds_of_its_time() -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram()
        await subscribe(store, 1)
        await run_for(60 + 3, tips(store, telegram))
        assert telegram.sent == [(1, "tip 23")]

    live(scenario)


@pytest.mark.parametrize(
    ("result", "status", "reason"),
    [
        (Sent(), "sent", None),
        (Unknown("response_lost"), "unknown", "response_lost"),
        (Rejected("Message is too long"), "failed", "Message is too long"),
        (Gone("Forbidden: bot was blocked by the user"), "failed", "Forbidden: bot was blocked by the user"),
        (ChatError("The choice cannot be a button."), "failed", "cannot_be_sent"),
    ],
)
def test_what_became_of_a_tip_is_on_record_and_it_is_not_sent_again(
    result: Result | ChatError, status: str, reason: str | None
) -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram([result])
        await subscribe(store, 1)
        await run_for(HOUR, tips(store, telegram))
        found = await row(store, 1)
        assert (found["status"], found["reason"]) == (status, reason)
        assert len(telegram.sent) == 1

    live(scenario)


def test_whoever_is_gone_gets_no_further_tips_and_keeps_what_else_is_kept() -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram([Gone("blocked")])
        await store.keep(1, Kept(country="PT", subscription=WISH), NOON)
        await run_for(50 * HOUR, tips(store, telegram))
        assert len(telegram.sent) == 1
        assert await store.kept(1) == Kept(country="PT")

    live(scenario)


def test_one_who_is_gone_keeps_nobody_else_from_a_tip() -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram([Gone("blocked"), Rejected("no rights"), Unknown("lost")])
        await subscribe(store, *range(1, 251))
        await run_for(HOUR, tips(store, telegram))
        assert {chat for chat, _ in telegram.sent} == set(range(1, 251))

    live(scenario)


def test_a_refused_tip_comes_again_no_sooner_than_demanded_and_later_each_time() -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram([Refused(60, "too_many_requests"), Refused(1, "not_connected")])
        await subscribe(store, 1)
        await run_for(62 + 58, tips(store, telegram))
        assert len(telegram.sent) == 1
        await run_for(60, tips(store, telegram))
        assert len(telegram.sent) == 3
        assert (await row(store, 1))["status"] == "sent"

    live(scenario)


def test_what_is_refused_until_it_is_too_late_is_skipped_for_that_reason() -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram([Refused(1, "not_connected")] * 1000)
        await subscribe(store, 1)
        await run_for(5 * HOUR, tips(store, telegram))
        found = await row(store, 1)
        assert (found["status"], found["reason"]) == ("skipped", "not_connected")
        assert 15 < len(telegram.sent) < 40, "tried patiently, and not all the time"

    live(scenario)


def test_a_group_that_moved_gets_its_tip_at_the_new_id() -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram([Moved(-1001)])
        await subscribe(store, -7)
        await run_for(25 * HOUR, tips(store, telegram))
        assert telegram.sent == [(-7, "tip 23"), (-1001, "tip 23"), (-1001, "tip 24")]

    live(scenario)


def test_a_chat_that_must_not_be_written_to_yet_keeps_nobody_waiting() -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram(busy={1: 40.0})
        await subscribe(store, 1, 2)
        await run_for(70, tips(store, telegram))
        assert [chat for chat, _ in telegram.sent] == [2]
        await run_for(60, tips(store, telegram))
        assert [chat for chat, _ in telegram.sent] == [2, 1]

    live(scenario)


@pytest.mark.parametrize(("outage", "status", "reason"), [(2 * HOUR, "sent", None), (4 * HOUR, "skipped", "late")])
def test_a_claimed_tip_is_sent_after_an_outage_unless_it_is_too_late(
    outage: float, status: str, reason: str | None
) -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram(busy={1: 40.0})
        await subscribe(store, 1)
        await run_for(70, tips(store, telegram))
        await asyncio.sleep(outage)
        await run_for(60, tips(store, telegram))
        found = await row(store, 1)
        assert (found["status"], found["reason"]) == (status, reason)

    live(scenario)


def test_a_backlog_of_days_too_late_is_worked_off_without_a_pause() -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram()
        await subscribe(store, *range(1, 5 * BATCH))
        await asyncio.sleep(61)

        def skip(each: Subscriber, _: datetime) -> Claim:
            return Claim(date(2026, 11, 23), None, each.history, None, "late")

        await run_for(1, tips(store, telegram, decide=skip))
        counts = await store.deliveries(NOON)
        assert counts[date(2026, 11, 23)] == {DeliveryStatus.SKIPPED: 5 * BATCH - 1}

    live(scenario)


def test_a_tip_that_the_pack_no_longer_has_is_skipped() -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram()
        await subscribe(store, 1)
        await run_for(HOUR, tips(store, telegram, compose=lambda _: None))
        found = await row(store, 1)
        assert (found["status"], found["reason"]) == ("skipped", "no_such_tip")
        assert telegram.sent == []

    live(scenario)


def test_a_subscription_in_a_zone_that_is_no_more_keeps_nobody_else_from_a_tip() -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram()
        await subscribe(store, 1, 2)

        def lost(each: Subscriber, at: datetime) -> Claim:
            return (
                decide(each, at)
                if each.chat == 2
                else Claim(date.min, None, each.history, next_due(Subscription(time(8), "Atlantis/Capital"), at, None))
            )

        await run_for(HOUR, tips(store, telegram, decide=lost))
        assert telegram.sent == [(2, "tip 23")]
        assert (await row(store, 1))["reason"] == "no_such_zone"

    live(scenario)


@pytest.mark.parametrize("failing", [(0.0, 600.0), (61.0, 600.0), (61.5, 600.0)])
def test_a_database_that_fails_for_a_while_costs_no_tip(failing: tuple[float, float]) -> None:
    async def scenario() -> None:
        store, telegram = FailingStore(*failing), Telegram(seconds=0.8)
        await subscribe(store, 1, 2)
        await run_for(HOUR, tips(store, telegram, tick=timedelta(seconds=1)))
        assert sorted(telegram.sent) == [(1, "tip 23"), (2, "tip 23")]
        assert {(await row(store, chat))["status"] for chat in (1, 2)} == {"sent"}

    live(scenario)


def test_no_more_are_on_their_way_at_once_than_may_be_lost() -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram(seconds=5)
        await subscribe(store, *range(1, 200))
        running = asyncio.create_task(tips(store, telegram).run())
        await asyncio.sleep(66)
        assert telegram.on_their_way == IN_FLIGHT
        running.cancel()

    live(scenario)


def test_a_stop_finishes_what_is_on_its_way_and_leaves_the_rest_to_the_next() -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram(seconds=5)
        await subscribe(store, *range(1, 2 * IN_FLIGHT))
        await run_for(65, tips(store, telegram))
        counts = (await store.deliveries(NOON))[date(2026, 11, 23)]
        assert counts == {DeliveryStatus.SENT: IN_FLIGHT, DeliveryStatus.CLAIMED: IN_FLIGHT - 1}
        await run_for(30, tips(store, telegram))
        assert sorted(chat for chat, _ in telegram.sent) == list(range(1, 2 * IN_FLIGHT))

    live(scenario)


def test_a_clock_put_back_brings_nothing_again() -> None:
    async def scenario() -> None:
        store, telegram = InMemoryStore(), Telegram()
        await subscribe(store, 1)
        shift = [timedelta()]
        running = asyncio.create_task(tips(store, telegram, now=lambda: now() - shift[0]).run())
        await asyncio.sleep(120)
        shift[0] = timedelta(hours=1)
        await asyncio.sleep(3 * HOUR)
        running.cancel()
        assert telegram.sent == [(1, "tip 23")]

    live(scenario)


def test_of_two_senders_on_one_store_one_sends_and_the_other_follows() -> None:
    async def scenario() -> None:
        store, first, second = InMemoryStore(), Telegram(), Telegram()
        await subscribe(store, 1)
        waiting = asyncio.create_task(tips(store, second).run())
        await asyncio.sleep(0)
        await run_for(HOUR, tips(store, first))
        assert len(first.sent) + len(second.sent) == 1
        waiting.cancel()

    live(scenario)
