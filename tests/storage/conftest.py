"""The stores that the contract is held against, and the databases behind them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot.storage.memory import InMemoryStore
from bot.storage.sql import open_store
from tests.support.databases import drop_database, emptied, empty_database, make_database

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(params=DATABASES)
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of an empty database."""
    async with empty_database(request.param, tmp_path) as address:
        yield address


@pytest.fixture(params=("memory", *DATABASES))
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Any]:
    """An empty store of each kind, in a database that has its tables already."""
    if request.param == "memory":
        yield InMemoryStore()
        return
    address = request.getfixturevalue(f"migrated_{request.param}")
    if request.param == "sqlite":
        address = f"sqlite:///{shutil.copy(address.removeprefix('sqlite:///'), tmp_path / 'store.db')}"
    else:
        await emptied(address)
    async with open_store(address) as made:
        yield made


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database that has its tables; to be copied."""
    yield from _migrated("sqlite", tmp_path_factory.mktemp("migrated"))


@pytest.fixture(scope="session")
def migrated_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database that has its tables; to be emptied before use."""
    yield from _migrated("postgresql", tmp_path_factory.mktemp("migrated"))


def _migrated(kind: str, folder: Path) -> Iterator[str]:
    # In a thread: the one that asks has a loop of its own already.
    with ThreadPoolExecutor(1) as thread:
        address = thread.submit(asyncio.run, make_database(kind, folder)).result()
        thread.submit(asyncio.run, _open_and_close(address)).result()
        yield address
        thread.submit(asyncio.run, drop_database(address)).result()


async def _open_and_close(address: str) -> None:
    async with open_store(address):
        pass
