"""Log lines go to stderr, in the format that was asked for, and never with the token."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.config import LogFormat, LogLevel
from bot.logs import set_up_logging

SECRET = "AAE-made_up_for_this_test_and_nothing_else"
TOKEN = f"123456789:{SECRET}"


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    logging.getLogger("bot").setLevel(logging.NOTSET)
    root.handlers[:] = handlers
    structlog.reset_defaults()


@pytest.mark.parametrize("log_format", LogFormat)
@pytest.mark.parametrize("address", [f"https://example.org/bot{TOKEN}/getMe", f"/bot123456789%3A{SECRET}/getMe"])
def test_the_token_is_taken_out_of_what_a_library_logs(
    capsys: pytest.CaptureFixture[str], log_format: LogFormat, address: str
) -> None:
    set_up_logging(LogLevel.DEBUG, log_format, TOKEN)
    logging.getLogger("a.library").info("HTTP Request: POST %s", address)
    line = capsys.readouterr().err
    assert "HTTP Request: POST" in line
    assert SECRET not in line


@pytest.mark.parametrize("log_format", LogFormat)
def test_the_token_is_taken_out_of_a_traceback(capsys: pytest.CaptureFixture[str], log_format: LogFormat) -> None:
    set_up_logging(LogLevel.INFO, log_format, TOKEN)
    try:
        int(f"/bot{TOKEN}/getMe")  # whose message quotes it
    except ValueError:
        structlog.get_logger("bot").exception("failed")
    lines = capsys.readouterr().err
    assert "Traceback" in lines
    assert SECRET not in lines


def test_a_traceback_does_not_show_what_variables_held(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogLevel.INFO, LogFormat.CONSOLE, TOKEN)
    written = ["what somebody", "wrote"]
    try:
        int("".join(written[2:]))
    except ValueError:
        structlog.get_logger("bot").exception("failed")
    assert "what somebody" not in capsys.readouterr().err


@pytest.mark.parametrize("library", ["telegram.Bot", "aiosqlite", "httpcore.http11"])
def test_no_level_lets_libraries_quote_what_people_write(capsys: pytest.CaptureFixture[str], library: str) -> None:
    set_up_logging(LogLevel.DEBUG, LogFormat.CONSOLE, TOKEN)
    logging.getLogger(library).debug("sendMessage with %s", {"text": "what somebody wrote"})
    structlog.get_logger("bot.chat").debug("looking closely")
    lines = capsys.readouterr().err
    assert "what somebody wrote" not in lines
    assert "looking closely" in lines


def test_json_lines_hold_the_event_its_values_and_where_it_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogLevel.INFO, LogFormat.JSON, None)
    structlog.get_logger("bot.chat").info("update_answered", update_id=7)
    entry = json.loads(capsys.readouterr().err)
    assert entry.pop("timestamp").endswith("Z")
    assert entry == {"event": "update_answered", "update_id": 7, "level": "info", "logger": "bot.chat"}


def test_what_is_below_the_level_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogLevel.WARNING, LogFormat.CONSOLE, None)
    structlog.get_logger("bot").info("quiet")
    logging.getLogger("a.library").info("quiet too")
    structlog.get_logger("bot").warning("loud")
    lines = capsys.readouterr().err
    assert "loud" in lines
    assert "quiet" not in lines
