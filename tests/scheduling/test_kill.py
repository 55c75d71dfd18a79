"""Processes are killed while they send, over real HTTP and on real databases: nothing comes twice, all is on record.

tests/support/tips_process.py is such a process.
"""

from __future__ import annotations

import asyncio
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.scheduling.daily_tips import IN_FLIGHT
from bot.storage.database import Database
from bot.storage.tables import deliveries
from tests.support.bot_api import BotApi
from tests.support.databases import empty_database
from tests.support.subscribers import subscribe_at_once
from tests.support.telegram_limits import Conditions

ROOT = Path(__file__).parents[2]
SUBSCRIBERS = 2000
PER_SECOND = 400
PATIENCE = 120.0


class Senders:
    """Processes that send tips; which of them leads is known as soon as it does."""

    def __init__(self, api: BotApi, database: str) -> None:
        self._command = [sys.executable, "-m", "tests.support.tips_process", api.token, api.url, database]
        self._processes: list[subprocess.Popen[str]] = []
        self._leaders: queue.Queue[subprocess.Popen[str]] = queue.Queue()

    def start(self) -> None:
        process = subprocess.Popen([*self._command, str(PER_SECOND)], cwd=ROOT, text=True, stdout=subprocess.PIPE)
        self._processes.append(process)
        threading.Thread(target=self._listen, args=[process], daemon=True).start()

    def leader(self) -> subprocess.Popen[str]:
        """The next one to lead."""
        return self._leaders.get(timeout=PATIENCE)

    def end(self) -> None:
        """Stop those that run as on a signal."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(20)

    def kill_all(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as output:
            for _ in output:
                self._leaders.put(process)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApi]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with BotApi() as server:
        server.conditions = Conditions(round_trip=0.05, loses_every=101)
        for number in range(SUBSCRIBERS):
            server.chats.add_chat(f"Subscriber {number}")
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    async with empty_database(request.param, tmp_path) as address:
        yield address


async def on_record(address: str) -> dict[int, Any]:
    """The delivery of each chat."""
    store = Database(address)
    async with store.reading() as db:
        rows = (await db.execute(select(deliveries))).all()
    await store.close()
    assert len(rows) == len({row.chat for row in rows})
    return {row.chat: row for row in rows}


def messages(api: BotApi) -> Counter[int]:
    """How many messages each chat has got."""
    with api.chats.changed:
        return Counter({number: len(chat.messages) for number, chat in api.chats.chats.items()})


def wait_for_messages(api: BotApi, number: int) -> None:
    deadline = time.monotonic() + PATIENCE
    with api.chats.changed:
        while sum(len(chat.messages) for chat in api.chats.chats.values()) < number:
            assert api.chats.changed.wait(deadline - time.monotonic()), "the tips no longer come"


async def test_processes_killed_while_they_send_cost_no_more_than_what_was_on_its_way(
    api: BotApi, database: str
) -> None:
    await subscribe_at_once(database, list(api.chats.chats))
    senders = Senders(api, database)
    try:
        senders.start()
        senders.start()
        for arrived in (500, 1200):
            leader = senders.leader()
            wait_for_messages(api, arrived)
            leader.kill()
            senders.start()
        senders.leader()
        wait_for_messages(api, SUBSCRIBERS - 2 * IN_FLIGHT)
        await settled(database)
        senders.end()
    finally:
        senders.kill_all()
    record, got = await on_record(database), messages(api)
    assert max(got.values()) == 1, "somebody got the tip twice"
    assert record.keys() == set(api.chats.chats), "all are on record"
    assert {row.status for row in record.values()} == {"sent", "unknown"}
    assert all(got[chat] == 1 for chat, row in record.items() if row.status == "sent")
    lost = [row for row in record.values() if row.reason == "taken_over"]
    assert len(lost) <= 2 * IN_FLIGHT
    missing = [chat for chat, number in got.items() if number == 0]
    assert set(missing) <= {row.chat for row in lost}
    assert len([row for row in record.values() if row.reason == "response_lost"]) >= SUBSCRIBERS // 101 - 2


async def settled(address: str) -> None:
    """Wait until nothing is open any more."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        record = await on_record(address)
        if len(record) == SUBSCRIBERS and not {row.status for row in record.values()} & {"claimed", "sending"}:
            return
        await asyncio.sleep(0.5)
    pytest.fail("tips stayed open")
