"""Those who run the bot ask it how it does, in the chat; nobody else can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from bot.chat.application import Operation, make_application
from bot.core.languages import Spoken
from bot.core.ports import Store
from bot.storage.memory import InMemoryStore
from tests.support.bot_api import BotApi
from tests.support.echo import CRASH, Echo
from tests.support.people import Person
from tests.support.running import RunningBot, unhurried
from tests.support.talk import bread

GAP = "yeast and zqxjkanarienvogel?"
"""What the bread pack has no answer to."""


class Reloading:
    """A pack that is or is not fit for service."""

    def __init__(self, *, is_sound: bool) -> None:
        self.is_sound = is_sound
        self.asked = 0

    async def __call__(self) -> bool:
        self.asked += 1
        return self.is_sound


class Clock:
    """Moves on by six seconds whenever it is looked at, so that counts are written down at every turn."""

    def __init__(self) -> None:
        self._now = datetime.now(UTC)

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=6)
        return self._now


@contextmanager
def running(api: BotApi, store: Store, admin: Person, reload: Reloading | None = None) -> Iterator[None]:
    operation = Operation((admin.chat.id,), reload or Reloading(is_sound=True), collects=True)
    application = make_application(
        Spoken(bread()), api.token, api.url, now=Clock(), pace=unhurried(), store=store, operation=operation
    )
    with RunningBot(application):
        yield


def test_stats_are_a_picture_and_its_figures(api: BotApi, ana: Person, ben: Person) -> None:
    with running(api, InMemoryStore(), admin=ana):
        ben.writes("why is my crust so pale")
        ben.presses("Helpful")
        for text in (
            "my bread is dense",
            "what is the capital of France",
            "send me tips every day at 8, I am in London",
        ):
            ben.lets_pass(60)
            ben.writes(text)
        api.person("Eve").writes(GAP)
        ana.writes("/stats")
    assert ana.last.file is not None
    assert ana.last.file.content.startswith(b"\x89PNG")
    lines = ana.last.text.splitlines()
    assert "Subscribers: 1" in lines
    assert "Answers: 2" in lines
    assert "Questions without an answer: 33%" in lines
    assert "Pale crust: 1 of 1 found it helpful" in lines


def test_a_day_without_anybody_has_stats_too(api: BotApi, ana: Person) -> None:
    with running(api, InMemoryStore(), admin=ana):
        ana.writes("/stats")
    assert "Questions without an answer: nobody asked" in ana.last.text


def test_gaps_are_shown_once_two_people_asked(api: BotApi, ana: Person, ben: Person) -> None:
    with running(api, InMemoryStore(), admin=ana):
        ben.writes(GAP)
        ana.writes("/gaps")
        assert "There is nothing that two people asked" in ana.last.text
        api.person("Eve").writes(f"{GAP} my number is 0123 456789, mail eve@example.org")
        api.person("Mia").writes(GAP)
        ana.writes("/gaps")
    assert f"{GAP} (2 people; near: Dense bread)" in ana.last.text
    assert "456789" not in ana.last.text
    assert "eve@example.org" not in ana.last.text


def test_reload_says_whether_the_pack_on_disk_was_taken(api: BotApi, ana: Person) -> None:
    for is_sound, said in ((True, "is in service now"), (False, "was refused")):
        reload = Reloading(is_sound=is_sound)
        with running(api, InMemoryStore(), ana, reload):
            ana.writes("/reload")
        assert reload.asked == 1
        assert said in ana.last.text


def test_to_anybody_else_these_commands_do_not_exist(api: BotApi, ana: Person, ben: Person) -> None:
    reload = Reloading(is_sound=True)
    with running(api, InMemoryStore(), ana, reload):
        ben.writes("/stats", "/gaps", "/reload")
    assert reload.asked == 0
    assert not any(answer.file for answer in ben.answers)
    assert not any("Subscribers" in answer.text for answer in ben.answers)


def test_an_error_is_told_to_the_admins_once_and_not_a_thousand_times(api: BotApi, ana: Person, ben: Person) -> None:
    application = make_application(
        Spoken(Echo()), api.token, api.url, pace=unhurried(), operation=Operation((ana.chat.id,))
    )
    with RunningBot(application):
        for _ in range(5):
            ben.writes(CRASH)
    assert len(ana.answers) == 1
    assert "RuntimeError" in ana.last.text
    assert CRASH not in ana.last.text
