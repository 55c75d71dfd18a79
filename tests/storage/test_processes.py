"""Several processes on one database, and the death of one in the middle of things."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import chain
from pathlib import Path

import pytest

from bot.core.ports import DeliveryStatus
from bot.storage.leadership import BEATS
from bot.storage.sql import SqlStore, open_store
from tests.support.claiming import QUICK
from tests.support.databases import ask_server
from tests.support.subscribers import DUE, MONDAY, TODAY, decide, subscribe

ROOT = Path(__file__).parents[2]
Start = Callable[[str, str], Awaitable[asyncio.subprocess.Process]]


@pytest.fixture
async def start(url: str) -> AsyncIterator[Start]:
    """Starts a process as tests/support/claiming.py says; what is left of them is killed in the end."""
    started: list[asyncio.subprocess.Process] = []

    async def start_one(sender: str, how: str) -> asyncio.subprocess.Process:
        command = [sys.executable, "-m", "tests.support.claiming", url, sender, how]
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        started.append(process)
        assert await line_of(process) == "ready"
        return process

    yield start_one
    for process in started:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def line_of(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), 40)).decode().strip()


async def chats_of(process: asyncio.subprocess.Process) -> list[int]:
    output, _ = await process.communicate()
    return [int(line) for line in output.split()]


async def test_two_processes_that_claim_at_once_never_claim_the_same(url: str, start: Start) -> None:
    async with open_store(url) as store:
        await subscribe(store, *range(1, 61))
        claimed = await asyncio.gather(
            *(chats_of(process) for process in await asyncio.gather(start("a", "all"), start("b", "all")))
        )
        assert sorted(chain(*claimed)) == list(range(1, 61))
        assert await store.deliveries(MONDAY) == {TODAY: {DeliveryStatus.CLAIMED: 60}}


async def test_many_tasks_that_claim_at_once_never_claim_the_same(url: str) -> None:
    async def claim_all(store: SqlStore, sender: str) -> list[int]:
        mine: list[int] = []
        while claimed := await store.claim_due(DUE, 3, decide, sender):
            mine += [each.chat for each in claimed]
        return mine

    async with open_store(url) as one, open_store(url) as other:
        await subscribe(one, *range(1, 31))
        claimed = await asyncio.gather(
            *(claim_all(store, f"{store}{number}") for store in (one, other) for number in range(4))
        )
    assert sorted(chain(*claimed)) == list(range(1, 31))


async def test_a_kill_in_the_middle_of_a_claim_leaves_nothing_half_done(url: str, start: Start) -> None:
    async with open_store(url) as store:
        await subscribe(store, 1, 2, 3)
        process = await start("a", "decide")
        assert await line_of(process) == "in the middle"
        process.send_signal(signal.SIGKILL)
        await process.wait()
        assert await store.deliveries(MONDAY) == {}
        assert [each.chat for each in await store.due(DUE, 10)] == [1, 2, 3]
        assert len(await store.claim_due(DUE, 10, decide, "b")) == 3


async def test_one_at_a_time_leads(url: str, start: Start) -> None:
    leader = await start("a", "lead")
    assert await line_of(leader) == "leading"
    other = await start("b", "lead")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(other.stdout.readline(), QUICK.dead * 2) if other.stdout else None


async def test_after_a_kill_another_leads_soon(url: str, start: Start) -> None:
    leader = await start("a", "lead")
    assert await line_of(leader) == "leading"
    other = await start("b", "lead")
    leader.send_signal(signal.SIGKILL)
    began = time.monotonic()
    assert await line_of(other) == "leading"
    assert time.monotonic() - began < QUICK.dead + 5


async def test_a_leader_that_stood_still_knows_that_it_leads_no_more(url: str, start: Start) -> None:
    leader = await start("a", "lead")
    assert await line_of(leader) == "leading"
    leader.send_signal(signal.SIGSTOP)
    await asyncio.sleep(QUICK.stop + 0.5)
    leader.send_signal(signal.SIGCONT)
    assert await line_of(leader) == "lost"


async def test_who_stops_leading_lets_the_next_lead_at_once(url: str) -> None:
    async with open_store(url) as one, open_store(url) as other:
        async with one.leadership("a") as is_mine:
            assert is_mine()
        began = time.monotonic()
        async with other.leadership("b") as is_mine:
            assert is_mine()
        assert time.monotonic() - began < BEATS.look


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_leader_whose_connection_is_cut_knows_at_once(url: str) -> None:
    async with open_store(url) as store, store.leadership("a") as is_mine:
        schema = url.rpartition("=")[2]
        await ask_server(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' "
            f"AND classid::bigint = hashtext('{schema}')::bigint & 4294967295"
        )
        await asyncio.sleep(0.2)
        assert not is_mine()


def test_a_leader_stops_before_another_begins_and_that_within_half_a_minute() -> None:
    assert BEATS.beat < BEATS.stop < BEATS.dead
    assert BEATS.dead + BEATS.look < 30
