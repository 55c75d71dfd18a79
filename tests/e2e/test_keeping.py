"""What is kept of a chat outlives the bot, and a database that fails stops no answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from bot.chat import keeping
from bot.chat.application import make_application
from bot.core.conversation import State, Turn
from bot.core.kept import Kept
from bot.core.languages import Spoken
from bot.core.ports import Store
from bot.errors import StorageError
from bot.storage.memory import InMemoryStore
from tests.support.bot_api import BotApi
from tests.support.echo import NOT_KEPT, Echo
from tests.support.people import Person
from tests.support.running import RunningBot, unhurried


@dataclass(frozen=True)
class Keeper(Echo):
    """An echo that says what is kept, and keeps whatever country it is told: "I live in ie"."""

    def hear(self, text: str, state: State, now: datetime) -> Turn:
        """The text again, with the country that is kept."""
        kept = replace(state.kept, country=text[-2:]) if text.startswith("I live in") else state.kept
        turn = super().hear(f"{text} [{kept.country}]", state, now)
        return replace(turn, state=replace(turn.state, kept=kept))


class Flaky(InMemoryStore):
    """A store that can be out of order."""

    def __init__(self, *, is_broken: bool = False, hangs: bool = False) -> None:
        super().__init__()
        self.is_broken = is_broken
        self.hangs = hangs
        self.asked = 0

    async def kept(self, chat: int) -> Kept:
        await self._work()
        return await super().kept(chat)

    async def keep(self, chat: int, kept: Kept, now: datetime, thread: int | None = None) -> None:
        await self._work()
        await super().keep(chat, kept, now, thread)

    async def _work(self) -> None:
        self.asked += 1
        if self.hangs:
            await asyncio.sleep(60)
        if self.is_broken:
            raise StorageError("The database is out of order.")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that has failed is asked again at once."""
    monkeypatch.setattr(keeping, "REST", 0.0)


@contextmanager
def running(api: BotApi, store: Store) -> Iterator[None]:
    with RunningBot(make_application(Spoken(Keeper()), api.token, api.url, pace=unhurried(), store=store)):
        yield


def test_what_is_kept_is_known_to_the_next_bot(api: BotApi, ana: Person, ben: Person) -> None:
    store = InMemoryStore()
    with running(api, store):
        ana.writes("I live in ie")
    with running(api, store):
        ana.writes("hello")
        ben.writes("hello")
    assert ana.last.text == "1: hello [ie]"
    assert ben.last.text == "1: hello [None]"


def test_to_begin_anew_forgets_the_talk_and_not_what_is_kept(api: BotApi, ana: Person) -> None:
    with running(api, InMemoryStore()):
        ana.writes("I live in ie")
        ana.writes("/start")
        ana.writes("hello")
    assert ana.last.text == "1: hello [ie]"


def test_what_changed_elsewhere_is_known_once_the_talk_is_over(api: BotApi, ana: Person) -> None:
    store = InMemoryStore()
    with running(api, store):
        ana.writes("I live in ie")
        asyncio.run(store.keep(ana.chat.id, Kept(country="pt"), datetime.now(UTC)))
        ana.writes("/start", "hello")
    assert ana.last.text == "1: hello [pt]"


def test_a_database_that_cannot_be_read_stops_no_answer(api: BotApi, ana: Person, quick: None) -> None:
    store = Flaky(is_broken=True)
    with running(api, store):
        ana.writes("hello")
        assert ana.last.text == "1: hello [None]"
        ana.writes("I live in ie")
        assert [each.text for each in ana.answers[1:]] == ["2: I live in ie [ie]", NOT_KEPT]
        ana.writes("hello")
        assert ana.last.text == "3: hello [ie]", "it is said once"


def test_what_could_not_be_read_is_not_overwritten(api: BotApi, ana: Person, quick: None) -> None:
    store = Flaky()
    asyncio.run(store.keep(ana.chat.id, Kept(language="pt"), datetime.now(UTC)))
    store.is_broken = True
    with running(api, store):
        ana.writes("I live in ie")
        store.is_broken = False
        ana.writes("hello")
    assert ana.last.text == "2: hello [None]"
    assert asyncio.run(store.kept(ana.chat.id)) == Kept(language="pt")


def test_what_could_not_be_written_is_written_once_that_can_be(api: BotApi, ana: Person, quick: None) -> None:
    store = Flaky()
    with running(api, store):
        ana.writes("hello")
        store.is_broken = True
        ana.writes("I live in ie")
        assert [each.text for each in ana.answers[1:]] == ["2: I live in ie [ie]", NOT_KEPT]
        store.is_broken = False
        ana.writes("hello")
    assert ana.last.text == "3: hello [ie]"
    assert asyncio.run(store.kept(ana.chat.id)).country == "ie"


def test_a_database_that_hangs_is_not_waited_for(
    api: BotApi, ana: Person, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PATIENCE", 0.05)
    with running(api, Flaky(hangs=True)):
        ana.writes("hello")
    assert ana.last.text == "1: hello [None]"


def test_a_database_that_fails_is_logged_once_and_so_is_its_return(
    api: BotApi, ana: Person, quick: None, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Flaky(is_broken=True)
    with running(api, store):
        ana.writes("hello", "I live in ie", "hello")
        store.is_broken = False
        ana.writes("hello", "hello")
    logged = capsys.readouterr().out
    assert (logged.count("store_failed"), logged.count("store_works_again")) == (1, 1)
    assert "live" not in logged


def test_a_store_that_has_just_failed_is_left_alone_for_a_while(api: BotApi, ana: Person) -> None:
    store = Flaky(is_broken=True)
    with running(api, store):
        ana.writes("hello", "hello", "hello")
    assert store.asked == 1
