"""A database behind an address: its connections, its transactions, and the little in which the two kinds differ."""

from __future__ import annotations

import asyncio
import importlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StorageError
from bot.storage.faults import RefusalError, told_plainly

SECONDS_FOR_A_LOCK = 5
SECONDS_TO_CONNECT = 10
SECONDS_FOR_AN_ANSWER = 30

_CONNECTIONS = 5
_PAGES_OF_A_LARGE_FILE = 25_000  # of 4 KiB

# So that a server whose client has lost its network notices within twenty seconds, and lets go of its locks.
_KEEPALIVES = {"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}

_FORMS = "write sqlite:///file.db or postgresql://user:password@host/database"

_log = structlog.get_logger(__name__)


class Database:
    """Transactions on one database. `place` says which it is, without its password."""

    def __init__(self, url: str) -> None:
        """Connects to nothing yet. Raises StorageError where the address is none, or a driver is missing."""
        parsed = _parse(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._path = parsed.database or ""
            self._file: tuple[int, int] | None = None
            self.place = f"in the file {self._path}"
            self._engine = _sqlite_engine(parsed)
            # In one process those who write queue up here: waiting in SQLite means asking again and again.
            self._turn: AbstractAsyncContextManager[Any] = asyncio.Lock()
        else:
            self.place = f"{parsed.database} on {parsed.host or 'this machine'}"
            self._dsn = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
            self._engine = _postgresql_engine(self.connect_alone)
            self._turn = nullcontext()
        self._writing_engine = self._engine.execution_options(begin="BEGIN IMMEDIATE")

    async def look(self) -> None:
        """Raise StorageError where SQLite's file cannot be opened; it is made where there is none.

        The asynchronous driver is spared this: its thread outlives a connection that could not be opened.
        """
        if self.is_sqlite:
            with told_plainly(self.place):
                await asyncio.to_thread(_look, self._path)
            self._file = _identity(self._path)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads. Raises StorageError where the database fails."""
        self._see_that_it_is_there()
        with told_plainly(self.place):
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is done once the context is left without an error. Raises StorageError."""
        self._see_that_it_is_there()
        async with self._turn:
            with told_plainly(self.place):
                async with self._writing_engine.begin() as connection:
                    yield connection

    def insert(self, table: Table) -> Any:
        """An INSERT that can say ON CONFLICT."""
        # Any: both dialects have a class of their own, with the same methods.
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    async def connect_alone(self) -> Any:
        """A connection of PostgreSQL's driver that belongs to no pool. Raises StorageError."""
        with self.failures():
            return await _asyncpg().connect(
                self._dsn,
                timeout=SECONDS_TO_CONNECT,
                command_timeout=SECONDS_FOR_AN_ANSWER,
                server_settings=_KEEPALIVES,
            )

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Raise what goes wrong with a connection of its own as a StorageError."""
        asyncpg = _asyncpg()
        with told_plainly(self.place):
            try:
                yield
            except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                raise RefusalError(type(error).__name__, getattr(error, "sqlstate", None)) from error

    async def sweep(self, *, even_if_large: bool = False) -> None:
        """Let no byte of what was erased stay in SQLite's file or beside it; at worst, until the next sweep.

        Overwriting what is deleted is not enough: copies stay behind where SQLite has moved rows between pages. So the
        file is written anew; a large one, which takes seconds, only where that is asked for. With PostgreSQL it is the
        server's business.
        """
        if not self.is_sqlite:
            return
        try:
            async with self._turn:
                with told_plainly(self.place):
                    async with self._engine.execution_options(begin="").connect() as connection:
                        await connection.run_sync(_rewrite, even_if_large)
        except StorageError as error:
            _log.warning("erased_bytes_may_remain", error=type(error.__cause__).__name__)

    def _see_that_it_is_there(self) -> None:
        """SQLite would go on with a file that somebody has removed, and keep nothing of it."""
        if self.is_sqlite and self._file not in (None, _identity(self._path)):
            raise StorageError(
                f"The database {self.place} was removed or replaced: put it in place, and restart the bot."
            )

    async def close(self) -> None:
        """Let go of all connections."""
        await self._engine.dispose()


def missing(url: str) -> str | None:
    """Where the database would be, if there is none at this address. Whether a server has one only it can tell.

    Raises StorageError where the address is none.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() != "sqlite" or Path(str(parsed.database)).exists():
        return None
    return f"in the file {parsed.database}"


def _parse(url: str) -> URL:
    # `from None`: what could not be read may hold a password.
    try:
        parsed = make_url(url.strip())
    except (ArgumentError, ValueError):
        raise StorageError(f"DATABASE_URL is not an address of a database: {_FORMS}.") from None
    match parsed.drivername:
        case "sqlite" if parsed.database and parsed.database != ":memory:" and not parsed.host:
            return parsed
        case "sqlite":
            raise StorageError(f"DATABASE_URL names no file: {_FORMS}.")
        case "postgresql" | "postgres" if parsed.database:
            return parsed.set(drivername="postgresql")
        case "postgresql" | "postgres":
            raise StorageError(f"DATABASE_URL names no database on its server: {_FORMS}.")
        case _:
            raise StorageError(f"DATABASE_URL is of a kind the bot does not know: {_FORMS}.")


def _identity(path: str) -> tuple[int, int] | None:
    """What tells a file from another of the same name; None where there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _look(path: str) -> None:
    with closing(sqlite3.connect(path, timeout=SECONDS_FOR_A_LOCK)) as connection:
        connection.execute("PRAGMA schema_version").fetchone()


def _sqlite_engine(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        connect_args={"timeout": SECONDS_FOR_A_LOCK},
        hide_parameters=True,
        pool_size=_CONNECTIONS,
        max_overflow=0,
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _: object) -> None:
    """Make a new connection of SQLite one that loses nothing to a power cut and overwrites what it deletes."""
    connection.isolation_level = None  # the driver begins no transaction by itself: `_begin` does
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.close()
    except Exception:
        connection.close()  # the pool does not know of it yet, and it has a thread
        raise


def _begin(connection: Connection) -> None:
    """Begin a transaction that will write as one that writes, or it could fail in the middle; another as it is."""
    if statement := connection.get_execution_options().get("begin", "BEGIN"):
        connection.exec_driver_sql(statement)


def _rewrite(connection: Connection, even_if_large: bool) -> None:  # noqa: FBT001  # run_sync passes no names
    pages: int = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    if even_if_large or pages <= _PAGES_OF_A_LARGE_FILE:
        connection.exec_driver_sql("VACUUM")
    if connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one():
        _log.warning("erased_bytes_may_remain", error="read by another")


def _postgresql_engine(connect: Any) -> AsyncEngine:
    _asyncpg()
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        hide_parameters=True,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_pre_ping=True,
    )


def _asyncpg() -> Any:
    """The driver, which an installation without PostgreSQL does not have."""
    try:
        return importlib.import_module("asyncpg")
    except ImportError as error:
        raise StorageError(
            'DATABASE_URL names a PostgreSQL server, whose driver is missing: install the extra "postgres".'
        ) from error
