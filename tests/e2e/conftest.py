"""The Bot API server and the people that every conversation here begins with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.bot_api import BotApi
from tests.support.people import Person


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApi]:
    """Telegram. After each test, it must have had nothing to complain of and no button may still be spinning."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with BotApi() as server:
        yield server
        assert not server.complaints, "Telegram refused what the bot asked for"
        assert not server.unanswered, "a pressed button was never answered"


@pytest.fixture
def ana(api: BotApi) -> Person:
    """Somebody who chats with the bot."""
    return api.person("Ana")


@pytest.fixture
def ben(api: BotApi) -> Person:
    """Somebody else."""
    return api.person("Ben")
