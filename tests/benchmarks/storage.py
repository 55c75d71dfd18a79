"""`python -m tests.benchmarks.storage`: how quickly a store of many subscribers says who is due, and claims them."""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import insert

from bot.core.ports import Store
from bot.storage.database import Database
from bot.storage.rows import NO_HISTORY, NOTHING_KEPT
from bot.storage.sql import open_store
from bot.storage.tables import chats
from tests.support.databases import drop_database, make_database
from tests.support.subscribers import decide

_AT_ONCE = 5_000
_CLAIMED_AT_ONCE = 100
_ROUNDS = 200
_FIRST_DUE = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
_MINUTES_OF_A_DAY = 1_440


async def fill(url: str, subscribers: int) -> None:
    """Put subscribers in whose times are spread evenly over the day."""
    database = Database(url)
    for first in range(0, subscribers, _AT_ONCE):
        rows = [_row(chat) for chat in range(first, min(first + _AT_ONCE, subscribers))]
        async with database.writing() as connection:
            await connection.execute(insert(chats), rows)
    await database.close()


def _row(chat: int) -> dict[str, object]:
    minute = chat * 7919 % _MINUTES_OF_A_DAY
    wish = {"at": time(*divmod(minute, 60)), "zone": "UTC", "weekdays": range(7), "interests": (), "recent": ()}
    due = {"next_due_at": _FIRST_DUE + timedelta(minutes=minute), "seed": chat}
    return {"chat": chat, **NOTHING_KEPT, **NO_HISTORY, **wish, **due}


async def measure(kind: str, subscribers: int) -> tuple[str, ...]:
    """A row of the table: what it took, in milliseconds, and the memory used at most, in megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        url = await make_database(kind, Path(folder))
        try:
            async with open_store(url) as store:
                await fill(url, subscribers)
                looks, claims, reads = await _measure(store)
        finally:
            await drop_database(url)
    return (kind, f"{subscribers:,}", *_figures(looks), *_figures(claims), *_figures(reads), f"{_megabytes():.0f}")


async def _measure(store: Store) -> tuple[list[float], list[float], list[float]]:
    noon = _FIRST_DUE + timedelta(hours=12)

    async def look() -> object:
        return await store.due(noon, _CLAIMED_AT_ONCE)

    async def claim() -> object:
        return await store.claim_due(noon, _CLAIMED_AT_ONCE, decide, "benchmark")

    async def read() -> object:
        return await store.kept(1)

    return await _timed(look), await _timed(claim), await _timed(read)


async def _timed(action: Callable[[], Awaitable[object]]) -> list[float]:
    times = []
    for _ in range(_ROUNDS):
        began = perf_counter()
        await action()
        times.append((perf_counter() - began) * 1000)
    return sorted(times)


def _figures(times: list[float]) -> tuple[str, str]:
    return f"{times[len(times) // 2]:.1f}", f"{times[int(len(times) * 0.99)]:.1f}"


def _megabytes() -> float:
    """The most memory this process has used so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def main(
    subscribers: Annotated[int, typer.Option(help="How many there are.")] = 1_000_000,
    databases: Annotated[str, typer.Option(help="Which, with commas between them.")] = "sqlite,postgresql",
) -> None:
    """Measure the store; PostgreSQL is the server that the tests use."""
    table = Table(
        "database", "subscribers", "look p50", "p99", "claim 100 p50", "p99", "read one p50", "p99", "peak MB"
    )
    for kind in databases.split(","):
        table.add_row(*asyncio.run(measure(kind, subscribers)))
    Console(width=120).print(table)


if __name__ == "__main__":
    typer.run(main)
