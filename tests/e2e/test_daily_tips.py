"""The whole bot, as a process, with a database: daily tips come to those who asked for them, and to nobody else."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.kept import Kept, Subscription
from bot.core.ports import DeliveryStatus
from bot.storage.sql import open_store
from tests.support.bot_api import BotApi
from tests.support.packs import BREAD
from tests.support.people import Person

ROOT = Path(__file__).parents[2]
NOW = datetime.now(UTC)
A_MINUTE_AGO = Subscription((NOW - timedelta(minutes=1)).time().replace(second=0, microsecond=0), "UTC")


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'tips.db'}"


@pytest.fixture
def start(api: BotApi, database: str, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts the bot as an operator does; what is left of it is killed in the end."""
    started: list[subprocess.Popen[bytes]] = []
    surroundings = os.environ | {
        "TELEGRAM_BOT_TOKEN": api.token,
        "TELEGRAM_API_URL": api.url,
        "KNOWLEDGE_PATH": str(BREAD),
        "DATABASE_URL": database,
        "CACHE_PATH": str(tmp_path / "cache"),
    }

    def start_one() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-m", "bot", "run"], cwd=ROOT, env=surroundings))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.wait()


def subscribe(database: str, *people: Person) -> None:
    """Have their tip be due since a minute ago."""

    async def keep() -> None:
        async with open_store(database) as store:
            for person in people:
                await store.keep(person.chat.id, Kept(subscription=A_MINUTE_AGO), NOW - timedelta(days=1))

    asyncio.run(keep())


def statuses(database: str) -> Counter[DeliveryStatus]:
    """How many tips became what."""

    async def ask() -> Counter[DeliveryStatus]:
        async with open_store(database) as store:
            days = await store.deliveries(NOW - timedelta(days=2))
            return sum(map(Counter, days.values()), Counter())

    return asyncio.run(ask())


def test_a_daily_tip_comes_once_to_whoever_asked_for_it_however_often_the_bot_is_restarted(
    api: BotApi, ana: Person, ben: Person, database: str, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    subscribe(database, ana)
    for _ in range(2):
        bot = start()
        ana.waits_for_answers(1)
        ben.writes("thank you")
        bot.send_signal(signal.SIGTERM)
        assert bot.wait(30) == 0
    assert len(ana.answers) == 1
    assert len(ana.last.buttons) >= 3, "a tip carries what can be done about it"
    assert len(ben.answers) == 2
    assert statuses(database) == {DeliveryStatus.SENT: 1}
