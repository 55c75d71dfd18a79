"""A year of daily tips in virtual time, in which everything goes wrong that can, and an account of it.

    python -m tests.support.simulated_year --subscribers 1000 --seed 7

Two replicas send; they are killed, restarted, and lose their database. Telegram demands to wait, is out of reach, and
loses requests and responses; people block the bot, groups get new ids, clocks are put back. Whatever happened, the
account is held against what arrived: nothing twice, and for everything that did not come a row that says why.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from itertools import pairwise
from typing import Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

import structlog

from bot.chat.pace import Pace
from bot.content.loader import load_knowledge
from bot.core.kept import Kept, Subscription
from bot.core.ports import Delivery, Gone, Moved, Refused, Result, Sent, Unknown
from bot.core.replies import Reply
from bot.core.schedule import due_on, local_day
from bot.core.tips import claim
from bot.errors import StorageError
from bot.scheduling.daily_tips import DailyTips, Plan
from bot.storage.memory import InMemoryStore
from tests.support import virtual_time
from tests.support.echo import say
from tests.support.packs import BREAD

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
GRACE = timedelta(hours=3)
TICK = timedelta(minutes=10)
TAKEOVER = 20.0

ZONES = (
    "UTC",
    "Europe/Lisbon",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Santiago",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Antarctica/Troll",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Chatham",
)
HOURS = (time(0, 0), time(1, 30), time(2, 0), time(2, 30), time(8, 30), time(8, 30), time(12), time(20), time(23, 59))

_Result = TypeVar("_Result")
Row = dict[str, Any]


@dataclass(slots=True)
class Troubles:
    """How often what befell whom."""

    happened: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return ", ".join(f"{number} {what}" for what, number in sorted(self.happened.items()))


class World:
    """Telegram, the database and the clock on the wall, as they are and not as the replicas see them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.store = InMemoryStore()
        self.arrived: defaultdict[int, list[str]] = defaultdict(list)
        self.blocked: dict[int, datetime] = {}
        self.upgraded: dict[int, tuple[datetime, int]] = {}
        self.storms = self._spells(30, timedelta(minutes=3), timedelta(minutes=30))
        self.silences = self._spells(12, timedelta(minutes=10), timedelta(hours=5))
        self.database_faults = self._spells(30, timedelta(seconds=20), timedelta(minutes=40))
        self.clock_put_back = self._spells(6, timedelta(minutes=10), timedelta(hours=6))
        self.troubles = Troubles()
        self.holder: Replica | None = None
        self.died_at = -TAKEOVER
        self.vacant = asyncio.Event()
        self.living: list[Replica] = []
        self.gone: asyncio.Queue[Replica] = asyncio.Queue()
        self.kept_alive: list[asyncio.Task[NoReturn]] = []

    def resign(self) -> None:
        """Nobody holds the leadership now."""
        self.holder = None
        self.vacant.set()

    def true_time(self) -> datetime:
        return BEGIN + timedelta(seconds=virtual_time.now())

    def shown_time(self) -> datetime:
        """What the machine's clock says, which somebody puts back now and then."""
        now = self.true_time()
        return now - timedelta(hours=2) if within(self.clock_put_back, now) else now

    async def request(self, chat: int, text: str) -> Result:
        """What a request comes to; where it arrives, it is written down."""
        await asyncio.sleep(self.chance.uniform(0.01, 0.2))
        result = self._fate(chat)
        if isinstance(result, Sent):
            self.arrived[chat].append(text)
            if self.chance.random() < 0.004:
                result = Unknown("response_lost")
        self.troubles.happened[str(getattr(result, "reason", type(result).__name__)).lower()] += 1
        await asyncio.sleep(self.chance.uniform(0.01, 0.2))
        return result

    def _fate(self, chat: int) -> Result:
        now = self.true_time()
        if within(self.silences, now):
            return Refused(5.0, "not_connected")
        if within(self.storms, now) and self.chance.random() < 0.9:
            return Refused(float(self.chance.choice((1, 5, 30, 90))), "too_many_requests")
        if self.chance.random() < 0.004:
            return Unknown("request_lost")
        if now > self.blocked.get(chat, BEGIN + YEAR):
            return Gone("blocked")
        if chat in self.upgraded and now > self.upgraded[chat][0]:
            return Moved(self.upgraded[chat][1])
        return Sent()

    def _spells(self, number: int, shortest: timedelta, longest: timedelta) -> list[tuple[datetime, datetime]]:
        begins = sorted(BEGIN + self.chance.random() * YEAR for _ in range(number))
        return [(begin, begin + shortest + self.chance.random() * (longest - shortest)) for begin in begins]


def within(spells: list[tuple[datetime, datetime]], now: datetime) -> bool:
    return any(begin <= now < end for begin, end in spells)


class Replica:
    """A process that sends tips. Once dead, whatever it was doing never comes to an end."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.is_dead = False
        self.in_flight = 0
        knowledge = _knowledge()
        plan = Plan(
            decide=lambda subscriber, now: claim(subscriber, knowledge, now, GRACE),
            compose=_message,
            now=world.shown_time,
            grace=GRACE,
            tick=TICK,
        )
        sender: Any = _Sender(self)
        store: Any = _Connection(self)
        self.task: asyncio.Task[NoReturn] = asyncio.create_task(DailyTips(store, sender, plan).run())
        world.kept_alive.append(self.task)

    def kill(self) -> None:
        """As with kill -9."""
        if self.is_dead or self.task.done():
            return
        self.world.troubles.happened["processes killed"] += 1
        self.world.troubles.happened["tips in flight at a death"] += self.in_flight
        self.is_dead = True
        self.world.gone.put_nowait(self)
        if self.world.holder is self:
            self.world.died_at = virtual_time.now()
            self.world.resign()

    async def stop(self) -> None:
        """As with SIGTERM."""
        if self.is_dead or self.task.done():
            return
        self.task.cancel()
        await asyncio.wait([self.task])
        self.world.gone.put_nowait(self)

    async def alive(self) -> None:
        """Never returns to the dead."""
        if self.is_dead:
            await asyncio.get_running_loop().create_future()


class _Sender:
    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._pace = Pace(clock=virtual_time.now)

    async def turn(self, chat: int) -> float:
        return await self._pace.tip(chat)

    async def send_tip(self, chat: int, _: int | None, reply: Reply) -> Result:
        await self._replica.alive()
        self._replica.in_flight += 1
        if self._replica.world.chance.random() < 0.003:
            asyncio.get_running_loop().call_later(self._replica.world.chance.uniform(0, 0.4), self._replica.kill)
        result = await self._replica.world.request(chat, reply.text)
        await self._replica.alive()
        self._replica.in_flight -= 1
        if isinstance(result, Refused) and result.reason == "too_many_requests":
            self._pace.hold(chat, result.retry_after)
        return result


class _Connection:
    """A replica's connection to the database: it fails now and then, and dies with the replica."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica

    def __getattr__(self, name: str) -> Any:
        return partial(self._ask, getattr(self._replica.world.store, name))

    async def _ask(self, method: Callable[..., Awaitable[_Result]], *args: Any) -> _Result:
        world = self._replica.world
        await self._replica.alive()
        if within(world.database_faults, world.true_time()):
            world.troubles.happened["calls the database refused"] += 1
            raise StorageError("The database does not answer.")
        return await method(*args)

    def leadership(self, _: str) -> AbstractAsyncContextManager[Callable[[], bool]]:
        return self._lead()

    @asynccontextmanager
    async def _lead(self) -> AsyncIterator[Callable[[], bool]]:
        """A lease: free as soon as it is given up, and a while after its holder has died."""
        world = self._replica.world
        await self._replica.alive()
        while world.holder is not None:
            await world.vacant.wait()
            await asyncio.sleep(max(0.0, world.died_at + TAKEOVER - virtual_time.now()))
            await self._replica.alive()
        world.holder = self._replica
        world.vacant.clear()
        try:
            yield lambda: world.holder is self._replica
        finally:
            if world.holder is self._replica:
                world.resign()


@dataclass(slots=True)
class Subscriber:
    """Somebody who gets tips, with the days on which they changed their mind."""

    chat: int
    wish: Subscription
    changed_on: set[date] = field(default_factory=set)
    is_steady: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    """What the year comes to. `twice` and `unexplained` name chats and days."""

    due: int
    arrived: int
    statuses: Counter[str]
    reasons: Counter[str]
    twice: tuple[str, ...]
    unexplained: tuple[str, ...]
    troubles: Troubles
    replicas: int

    def __str__(self) -> str:
        return "\n".join(
            (
                f"{self.due} tips were due, {self.arrived} arrived; {self.replicas} processes sent them",
                f"on record: {', '.join(f'{number} {status}' for status, number in sorted(self.statuses.items()))}",
                f"reasons: {', '.join(f'{number} {reason}' for reason, number in sorted(self.reasons.items()))}",
                f"what happened: {self.troubles}",
                f"came twice: {len(self.twice)} {', '.join(self.twice[:5])}",
                f"missing without a reason: {len(self.unexplained)} {', '.join(self.unexplained[:5])}",
            )
        )


def simulate(subscribers: int, seed: int) -> Account:
    """Live through the year."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        return virtual_time.run(_live(subscribers, random.Random(seed)))
    finally:
        structlog.reset_defaults()


async def _live(number: int, chance: random.Random) -> Account:
    world = World(chance)
    people = [await _subscribe(world, chat) for chat in range(1, number + 1)]
    lives = [asyncio.create_task(life) for life in _lives(world, people)]
    await asyncio.wait(lives, timeout=(YEAR + GRACE).total_seconds(), return_when=asyncio.FIRST_EXCEPTION)
    for ended in [each for each in (*lives, *world.kept_alive) if each.done() and not each.cancelled()]:
        ended.result()  # raises what went wrong
    for life in lives:
        life.cancel()
    return await _account(world, people)


def _lives(world: World, people: list[Subscriber]) -> tuple[Coroutine[Any, Any, None], ...]:
    return _troubled_life(world), _replacements(world), _changes_of_mind(world, people)


async def _subscribe(world: World, number: int) -> Subscriber:
    chance = world.chance
    chat = -number if number % 5 == 0 else number
    weekdays = frozenset(range(7) if chance.random() < 0.25 else chance.sample(range(7), 2))
    wish = Subscription(chance.choice(HOURS), chance.choice(ZONES), weekdays)
    await world.store.keep(chat, Kept(subscription=wish), BEGIN)
    if number % 10 == 3:
        world.blocked[chat] = BEGIN + chance.random() * YEAR
    if number % 10 == 5:
        world.upgraded[chat] = BEGIN + chance.random() * YEAR, chat - 1_000_000
    return Subscriber(chat, wish, is_steady=number % 10 != 7)


async def _troubled_life(world: World) -> None:
    """Two processes, of which one dies or is restarted every other day; others die while they are sending."""
    world.living = [Replica(world), Replica(world)]
    while True:
        await asyncio.sleep(world.chance.uniform(0, 4) * 86_400)
        unlucky = world.chance.choice(world.living)
        if world.chance.random() < 0.5:
            unlucky.kill()
        else:
            world.troubles.happened["processes stopped"] += 1
            await unlucky.stop()


async def _replacements(world: World) -> None:
    """Whoever is gone is started again, after a while."""
    while True:
        gone = await world.gone.get()
        await asyncio.sleep(world.chance.choice((1, 60, 3600)))
        world.living[world.living.index(gone)] = Replica(world)


async def _changes_of_mind(world: World, people: list[Subscriber]) -> None:
    """Those who are not steady choose another time or zone every few weeks."""
    restless = [each for each in people if not each.is_steady]
    while restless:
        await asyncio.sleep(world.chance.uniform(0, 40 * 86_400) / len(restless))
        someone = world.chance.choice(restless)
        now = world.true_time()
        kept = await world.store.kept(someone.chat)
        if kept.subscription is None or within(world.clock_put_back, now):
            continue
        zone, at = world.chance.choice(ZONES), world.chance.choice(HOURS)
        someone.changed_on |= {local_day(now, ZoneInfo(name)) for name in (zone, kept.subscription.zone)}
        await world.store.keep(
            someone.chat, replace(kept, subscription=replace(kept.subscription, at=at, zone=zone)), now
        )
        world.troubles.happened["changes of mind"] += 1


async def _account(world: World, people: list[Subscriber]) -> Account:
    statuses: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    twice: list[str] = []
    unexplained: list[str] = []
    due = 0
    for person in people:
        rows, arrived = await _rows(world, person.chat), _arrived(world, person.chat)
        statuses.update(row["status"] for row in rows)
        reasons.update(row["reason"] for row in rows if row["status"] != "sent")
        twice += [f"{person.chat}: {due_at}" for due_at, times in arrived.items() if times > 1]
        twice += [f"{person.chat} on {day}" for day in _days_with_two(rows)]
        unexplained += _faults(world, person, rows, arrived)
        due += len(rows)
    arrivals = sum(map(len, world.arrived.values()))
    return Account(
        due, arrivals, statuses, reasons, tuple(twice), tuple(unexplained), world.troubles, len(world.kept_alive)
    )


def _days_with_two(rows: list[Row]) -> list[date]:
    """The local days, in the zone then chosen, on which a second tip was due."""
    days: list[date] = []
    for before, row in pairwise(rows):
        zone = ZoneInfo(row["zone"])
        first, second = (local_day(datetime.fromisoformat(each["due_at"]), zone) for each in (before, row))
        days += [second] if second <= first else []
    return days


def _faults(world: World, person: Subscriber, rows: list[Row], arrived: Counter[str]) -> list[str]:
    """Days without a tip and without a reason, and rows that say what is not so."""
    on_record = {date.fromisoformat(row["day"]) for row in rows}
    faults = [f"{person.chat} on {day}: no row" for day in _days_due(world, person, rows) if day not in on_record]
    for row in rows:
        has_come = arrived[row["due_at"]] > 0
        fits = {"sent": has_come, "unknown": True}.get(row["status"], not has_come and row["status"] != "claimed")
        if not fits or (row["status"] != "sent" and not row["reason"]):
            faults.append(f"{person.chat} on {row['day']}: {row['status']} for {row['reason']}, arrived: {has_come}")
    known = {row["due_at"] for row in rows}
    return faults + [f"{person.chat}: {due_at} arrived without a row" for due_at in arrived if due_at not in known]


def _days_due(world: World, person: Subscriber, rows: list[Row]) -> list[date]:
    """The days on which a tip was to come: the chosen weekdays, to the end of the year or of the subscription."""
    days = [date.fromisoformat(row["day"]) for row in rows]
    if not days:
        return []
    if person.chat in world.blocked and rows[-1]["status"] == "failed":
        last = days[-1]
    else:
        last = (BEGIN + YEAR).date() - timedelta(days=2)
    zone = ZoneInfo(person.wish.zone)
    first = BEGIN.date() + timedelta(days=1)
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    chosen = [day for day in every if day.weekday() in person.wish.weekdays and day not in person.changed_on]
    return [day for day in chosen if not person.is_steady or due_on(day, person.wish.at, zone) is not None]


async def _rows(world: World, chat: int) -> list[Row]:
    """All that is on record of a chat, under whichever id."""
    both = (chat, world.upgraded[chat][1]) if chat in world.upgraded else (chat,)
    rows = [row for each in both for row in (await world.store.export(each))["tips"]]
    return sorted(rows, key=lambda row: str(row["due_at"]))


def _arrived(world: World, chat: int) -> Counter[str]:
    both = (chat, world.upgraded[chat][1]) if chat in world.upgraded else (chat,)
    return Counter(due_at for each in both for due_at in world.arrived[each])


def _message(delivery: Delivery) -> Reply:
    return say(delivery.due_at.isoformat())


@cache
def _knowledge() -> Any:
    return load_knowledge(BREAD)


def main() -> None:
    """Live through a year and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subscribers", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    account = simulate(chosen.subscribers, chosen.seed)
    print(account)  # noqa: T201  # a command
    sys.exit(bool(account.twice or account.unexplained))


if __name__ == "__main__":
    main()
