"""Databases for tests: each test has one to itself, made empty and left as nothing."""

from __future__ import annotations

import contextlib
import functools
import os
import socket
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.storage.tables import metadata

NAMED = os.environ.get("TEST_DATABASE_URL")
USUAL = "postgresql://postgres@127.0.0.1:5432/test"


@contextlib.asynccontextmanager
async def empty_database(kind: str, folder: Path) -> AsyncIterator[str]:
    """The address of an empty database of this kind."""
    address = await make_database(kind, folder)
    yield address
    await drop_database(address)


async def make_database(kind: str, folder: Path) -> str:
    """The address of an empty database of this kind; of PostgreSQL it is a schema of its own."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'store.db'}"
    server = server_or_skip()
    schema = f"lighter_steps_{uuid.uuid4().hex}"
    await ask_server(f"CREATE SCHEMA {schema}")
    return f"{server}{'&' if '?' in server else '?'}search_path={schema}"


async def drop_database(address: str) -> None:
    """Leave nothing of it on the server; a file goes with its folder."""
    if not address.startswith("sqlite"):
        await ask_server(f"DROP SCHEMA {address.rpartition('=')[2]} CASCADE")


def server_or_skip() -> str:
    """The address of the server. One that is named has to answer; without any, the test is skipped."""
    if NAMED is None and not _listens("127.0.0.1", 5432):
        pytest.skip(f"no PostgreSQL at {USUAL}: start one, or name another in TEST_DATABASE_URL")
    return NAMED or USUAL


async def ask_server(statement: str) -> Any:
    """What a statement returns first, on a connection of its own."""
    connection = await asyncpg.connect(NAMED or USUAL, timeout=5)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


@functools.cache
def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


async def emptied(address: str) -> None:
    """Take everything out of a migrated PostgreSQL database, but for its schema's number."""
    connection = await asyncpg.connect(address, timeout=5)
    try:
        await connection.execute(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY")
    finally:
        await connection.close()
