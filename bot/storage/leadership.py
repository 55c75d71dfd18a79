"""Being the only one that sends tips: a lock that a server holds for us, or a row that is kept beating."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import update

from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.tables import leases

_NAME = "tips"
_NOBODY = ""


@dataclass(frozen=True, slots=True)
class Beats:
    """The seconds of the contest, each well above the one before.

    Between looks while waiting; between beats while leading; after which a leader that could not beat stops; after
    which the others take it for dead.
    """

    look: float = 2.0
    beat: float = 3.0
    stop: float = 10.0
    dead: float = 15.0


BEATS = Beats()


class Lease(Protocol):
    """One contender's part in the contest."""

    async def take(self) -> bool:
        """Become the holder if nobody is. Raises StorageError."""

    async def renew(self) -> bool:
        """Whether one is still the holder, and say so to the others. Raises StorageError."""

    def is_open(self) -> bool:
        """False once it is certain that one is no longer the holder."""

    async def give_up(self) -> None:
        """Let another take it. Raises StorageError."""


@asynccontextmanager
async def leading(lease: Lease, beats: Beats) -> AsyncIterator[Callable[[], bool]]:
    """Wait to be the leader, be it, and let another be it. Yields what tells whether one still is."""
    try:
        while not await lease.take():  # noqa: ASYNC110  # what is waited for is in another process
            await asyncio.sleep(beats.look)
        term = _Term(lease, beats)
        beating = asyncio.create_task(term.go_on())
        try:
            yield term.is_mine
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
    finally:
        # Where the database is gone, there is nothing to give up: the others will notice.
        with suppress(StorageError):
            await lease.give_up()


class _Term:
    """One term of leadership. It ends by itself when for too long no beat got through."""

    def __init__(self, lease: Lease, beats: Beats) -> None:
        self._lease = lease
        self._beats = beats
        self._beaten_at = time.monotonic()
        self._is_over = False

    def is_mine(self) -> bool:
        if not self._lease.is_open() or time.monotonic() - self._beaten_at >= self._beats.stop:
            self._is_over = True
        return not self._is_over

    async def go_on(self) -> None:
        while self.is_mine():
            await asyncio.sleep(self._beats.beat)
            asked_at = time.monotonic()
            with suppress(StorageError):
                if not await self._lease.renew():
                    self._is_over = True
                elif self.is_mine():
                    self._beaten_at = asked_at


class ServersLock:
    """PostgreSQL holds the lock for as long as a connection of its own lives."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Any = None

    async def take(self) -> bool:
        """Ask the server for the lock."""
        if self._connection is None or self._connection.is_closed():
            self._connection = await self._database.connect_alone()
        return bool(await self._ask("SELECT pg_try_advisory_lock(hashtext(current_schema()), hashtext('tips'))"))

    async def renew(self) -> bool:
        """The lock is there as long as the connection is."""
        return self.is_open() and await self._ask("SELECT 1") == 1

    def is_open(self) -> bool:
        """Whether the connection is."""
        return self._connection is not None and not self._connection.is_closed()

    async def give_up(self) -> None:
        """End the connection, and the lock with it."""
        if self.is_open():
            self._connection.terminate()

    async def _ask(self, statement: str) -> Any:
        with self._database.failures():
            return await self._connection.fetchval(statement, timeout=5)


class BeatingRow:
    """SQLite: a row that its holder changes every few seconds. Whose row stands still for long is taken for dead.

    How long is measured by the clock of whoever looks on, so no two clocks need agree.
    """

    def __init__(self, database: Database, holder: str, dead_after: float) -> None:
        self._database = database
        self._holder = holder
        self._dead_after = dead_after
        self._seen: tuple[str, int] | None = None
        self._seen_at = 0.0

    async def take(self) -> bool:
        """Take the row where it is nobody's or has stood still for too long."""
        async with self._database.writing() as db:
            await db.execute(
                self._database.insert(leases).values(name=_NAME, holder=_NOBODY, beat=0).on_conflict_do_nothing()
            )
            row = (await db.execute(leases.select().where(leases.c.name == _NAME))).one()
            if (row.holder, row.beat) != self._seen:
                self._seen, self._seen_at = (row.holder, row.beat), time.monotonic()
            if row.holder != _NOBODY and time.monotonic() - self._seen_at < self._dead_after:
                return False
            await db.execute(update(leases).values(holder=self._holder, beat=row.beat + 1))
            return True

    async def renew(self) -> bool:
        """Beat, if the row is still ours."""
        async with self._database.writing() as db:
            mine = leases.c.holder == self._holder
            beaten = await db.execute(update(leases).where(mine).values(beat=leases.c.beat + 1))
            return beaten.rowcount == 1

    def is_open(self) -> bool:
        """Only a beat can tell."""
        return True

    async def give_up(self) -> None:
        """Leave the row to nobody, if it is ours."""
        async with self._database.writing() as db:
            await db.execute(update(leases).where(leases.c.holder == self._holder).values(holder=_NOBODY))
