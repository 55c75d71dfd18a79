"""What goes wrong is told and logged, and neither a word of a person nor the token is in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from bot.chat.application import make_application
from bot.core.languages import Spoken
from tests.support.bot_api import BotApi, server_error
from tests.support.echo import CRASH, FAILURE, Echo
from tests.support.people import Person
from tests.support.running import RunningBot

WORDS = "words of a person"


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture
def ana(api: BotApi) -> Person:
    return api.person("Ana")


def test_the_log_names_the_error_and_its_place_and_nothing_private(
    api: BotApi, ana: Person, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG), RunningBot(make_application(Spoken(Echo()), api.token, api.url)):
        api.fail("getUpdates", server_error())
        api.fail("sendMessage", server_error())
        ana.writes(WORDS, CRASH)
        ana.presses_data(WORDS, on=ana.answers[0])
        ana.sends_photo(caption=WORDS)
    captured = capsys.readouterr()
    logged = caplog.text + captured.out + captured.err
    assert "update_failed" in logged
    assert "RuntimeError" in logged
    assert "echo.py:" in logged
    assert "updates_not_fetched" in logged
    for secret in (WORDS, f"wrote: {CRASH}", api.token, api.token.partition(":")[2]):
        assert secret not in logged


def test_the_person_is_told_and_the_button_stops_spinning(api: BotApi, ana: Person) -> None:
    with RunningBot(make_application(Spoken(Echo()), api.token, api.url)):
        ana.writes("hi")
        ana.presses_data(f"say:{CRASH}", on=ana.last)
    assert ana.last.text == FAILURE
    assert api.unanswered == ()


def test_nobody_is_told_where_even_that_fails(
    api: BotApi, ana: Person, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with RunningBot(make_application(Spoken(Echo()), api.token, api.url)):
        ana.writes("hi")
        with api.chats.changed:
            gone = api.chats.chats.pop(ana.chat.id)
        ana.writes("still there?")
        with api.chats.changed:
            api.chats.chats[ana.chat.id] = gone
        ana.writes("back again")
    assert ana.last.text == "3: back again"
    assert "failure_not_told" in capsys.readouterr().out + caplog.text
