"""Whatever is asked of it in whatever order, a database behaves as the store in memory does."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.core.kept import Kept, Subscription
from bot.core.ports import Claim, Delivery, DeliveryStatus, Store, Subscriber
from bot.storage.memory import InMemoryStore
from bot.storage.sql import open_store
from tests.support.databases import drop_database, make_database, server_or_skip
from tests.support.subscribers import MONDAY, decide, skip

T = TypeVar("T")
CHATS = st.integers(1, 4)
IDS = st.sampled_from(("kneading", "proving"))
SENDERS = st.sampled_from("ab")
SUBSCRIPTIONS = st.builds(
    Subscription,
    at=st.builds(time, st.integers(0, 23), st.sampled_from((0, 30))),
    zone=st.sampled_from(("Europe/Lisbon", "Pacific/Auckland", "Pacific/Honolulu", "America/New_York")),
    weekdays=st.frozensets(st.integers(0, 6)),
    interests=st.lists(IDS, max_size=2).map(tuple),
    paused_until=st.none() | st.dates(date(2026, 11, 20), date(2026, 11, 30)),
)
KEPT = st.builds(
    Kept,
    conditions=st.frozensets(IDS),
    country=st.none() | st.just("ie"),
    is_plain=st.booleans(),
    subscription=st.none() | SUBSCRIPTIONS,
)


class Agreement(RuleBasedStateMachine):
    """Asks a database and the store in memory the same, and wants the same answers."""

    kind: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.folder = tempfile.TemporaryDirectory()
        self.model = InMemoryStore()
        self.store: Store = self.run(self._open())
        self.now = MONDAY
        self.claimed: list[tuple[Delivery, Delivery]] = []

    async def _open(self) -> Store:
        url = await make_database(self.kind, Path(self.folder.name))
        self.stack.push_async_callback(drop_database, url)
        return await self.stack.enter_async_context(open_store(url))

    def run(self, question: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(question)

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.runner.close()
        self.folder.cleanup()

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(chat=CHATS, kept=KEPT, thread=st.none() | st.integers(1, 2))
    def keep(self, chat: int, kept: Kept, thread: int | None) -> None:
        for each in (self.store, self.model):
            self.run(each.keep(chat, kept, self.now, thread))

    @rule(chat=CHATS)
    def change_something_else(self, chat: int) -> None:
        kept = self.run(self.model.kept(chat))
        self.keep_both(chat, replace(kept, is_plain=not kept.is_plain))

    def keep_both(self, chat: int, kept: Kept) -> None:
        for each in (self.store, self.model):
            self.run(each.keep(chat, kept, self.now))

    @rule(chat=CHATS)
    def forget(self, chat: int) -> None:
        for each in (self.store, self.model):
            self.run(each.forget(chat))

    @rule(old=CHATS, new=CHATS)
    def move(self, old: int, new: int) -> None:
        for each in (self.store, self.model):
            self.run(each.move(old, new))

    @rule(chat=CHATS)
    def end(self, chat: int) -> None:
        for each in (self.store, self.model):
            self.run(each.end_subscription(chat, "blocked"))

    @rule(sender=SENDERS, skips=st.booleans())
    def claim(self, sender: str, skips: bool) -> None:
        def chosen(subscriber: Subscriber) -> Claim:
            return skip(subscriber) if skips else decide(subscriber)

        ours, models = (
            sorted(self.run(each.claim_due(self.now, 10, chosen, sender)), key=lambda one: (one.chat, one.day))
            for each in (self.store, self.model)
        )
        assert [replace(each, id=0) for each in ours] == [replace(each, id=0) for each in models]
        self.claimed += zip(ours, models, strict=True)

    @precondition(lambda self: self.claimed)
    @rule(data=st.data(), sender=SENDERS)
    def begin(self, data: st.DataObject, sender: str) -> None:
        ours, models = data.draw(st.sampled_from(self.claimed))
        assert self.run(self.store.begin(ours.id, sender)) == self.run(self.model.begin(models.id, sender))

    @precondition(lambda self: self.claimed)
    @rule(data=st.data(), status=st.sampled_from(DeliveryStatus), hours=st.integers(0, 3))
    def settle(self, data: st.DataObject, status: DeliveryStatus, hours: int) -> None:
        ours, models = data.draw(st.sampled_from(self.claimed))
        again = self.now + timedelta(hours=hours) if status is DeliveryStatus.CLAIMED else None
        for store, delivery in ((self.store, ours), (self.model, models)):
            self.run(store.settle(delivery.id, status, self.now, "why", again))

    @rule(sender=SENDERS)
    def take_over(self, sender: str) -> None:
        counts = {self.run(each.take_over(sender, self.now)) for each in (self.store, self.model)}
        assert len(counts) == 1

    @rule(chat=CHATS, text=st.text(max_size=3))
    def collect(self, chat: int, text: str) -> None:
        for each in (self.store, self.model):
            self.run(each.collect(chat, text, ("kneading",), self.now.date()))

    @rule(days=st.integers(0, 90))
    def expire(self, days: int) -> None:
        today = self.now.date() + timedelta(days=days)
        for each in (self.store, self.model):
            self.run(each.expire(today, today - timedelta(days=1)))

    @invariant()
    def both_hold_the_same(self) -> None:
        for chat in range(1, 5):
            assert self.told(self.store, chat) == self.told(self.model, chat)

    @invariant()
    def no_local_day_has_two_tips(self) -> None:
        for chat in range(1, 5):
            days = [(each["zone"], each["day"]) for each in self.told(self.store, chat)["tips"]]
            assert len(days) == len(set(days))

    def told(self, store: Store, chat: int) -> Mapping[str, Any]:
        told = dict(self.run(store.export(chat)))
        told["kept"] = {name: value for name, value in told["kept"].items() if name != "seed"}
        return told


class AgreementOfSqlite(Agreement):
    kind = "sqlite"


class AgreementOfPostgresql(Agreement):
    kind = "postgresql"


@pytest.mark.parametrize("machine", [AgreementOfSqlite, AgreementOfPostgresql])
def test_a_database_behaves_as_the_store_in_memory_does(machine: type[Agreement]) -> None:
    if machine.kind == "postgresql":
        server_or_skip()
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=10, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
