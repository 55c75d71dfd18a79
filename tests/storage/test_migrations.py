"""A database of any version becomes one of this version, with all that it held."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.core.kept import Kept, Subscription
from bot.core.ports import DeliveryStatus, Question
from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.sql import open_store
from bot.storage.tables import metadata
from bot.storage.upgrading import MIGRATIONS, NEWEST, upgrade
from tests.support.databases import make_database
from tests.support.subscribers import DAY, DUE, TODAY, decide

FIRST = Path(__file__).with_name("first_schema.sql")
VERSIONS = sorted((MIGRATIONS / "versions").glob("v*.py"))


def test_the_migrations_are_numbered_without_a_gap_and_the_last_is_the_newest() -> None:
    numbers = [path.name[1:5] for path in VERSIONS]
    assert numbers == [f"{number:04}" for number in range(1, len(VERSIONS) + 1)]
    assert numbers[-1] == NEWEST
    for path in VERSIONS:
        assert re.search(rf'^revision = "{path.name[1:5]}"$', path.read_text("utf-8"), re.MULTILINE)


async def test_an_empty_database_is_brought_to_the_newest_schema_once(url: str) -> None:
    database = Database(url)
    assert await upgrade(database) == (None, NEWEST)
    assert await upgrade(database) == (NEWEST, NEWEST)
    await database.close()


async def test_the_tables_are_as_the_migrations_leave_them(url: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    database = Database(url)
    await upgrade(database)
    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_many_who_start_at_once_make_one_schema(url: str) -> None:
    databases = [Database(url) for _ in range(4)]
    await asyncio.gather(*(upgrade(each) for each in databases))
    for each in databases:
        await each.close()


async def test_a_database_of_the_first_schema_keeps_all_that_it_held(url: str) -> None:
    await fill(url)
    wish = Subscription(time(8, 30), "Europe/Lisbon", frozenset({0, 1}), ("kneading",), (), date(2026, 11, 23))
    async with open_store(url) as store:
        assert await store.kept(-1001) == Kept(frozenset({"pregnant"}), "pt", "en", is_plain=True, subscription=wish)
        assert await store.kept(7) == Kept(country="ie")
        (subscriber,) = await store.due(DUE, 10)
        assert (subscriber.seed, subscriber.thread, subscriber.history.given) == (281474976710655, 5, ("a", "b"))
        assert await store.deliveries(DUE - 3 * DAY) == {date(2026, 11, 22): {DeliveryStatus.SENT: 1}}
        assert await store.counts(date(2026, 1, 1)) == {(date(2026, 11, 22), "answer", "kneading"): 3}
        assert await store.questions() == [
            Question("why is it", frozenset({"0a0b"}), ("kneading",), date(2026, 11, 22))
        ]
        (delivery,) = await store.claim_due(DUE, 10, decide, "a")
        assert (delivery.id, delivery.day) == (2, TODAY)


async def test_a_schema_that_is_newer_than_the_program_is_left_as_it_is(url: str) -> None:
    async with open_store(url):
        pass
    database = Database(url)
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match=r"newer version \(schema 9999, this one knows \d+\): update"):
        await upgrade(database)
    await database.close()


async def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    url = await make_database("sqlite", tmp_path)
    path = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE tallies (name TEXT)")
    with pytest.raises(StorageError):
        async with open_store(url):
            pass
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("tallies",)]


async def fill(url: str) -> None:
    """Make what the first version left behind. Written by hand, as no program makes it any more."""
    database = Database(url)
    script = FIRST.read_text("utf-8")
    if database.is_sqlite:
        script = script.replace("BIGSERIAL PRIMARY KEY", "INTEGER PRIMARY KEY AUTOINCREMENT")
        script = re.sub(r"'\\x([0-9a-f]*)'", r"x'\1'", script).replace("BYTEA", "BLOB").replace("+00'", ".000000'")
        script = script.replace("TIMESTAMP WITH TIME ZONE", "DATETIME").replace("'08:30'", "'08:30:00.000000'")
    async with database.writing() as connection:
        for statement in script.split(";\n"):
            if statement.strip():
                await connection.exec_driver_sql(statement)
    await database.close()


def test_the_dump_of_the_first_schema_holds_every_table_of_then() -> None:
    made = set(re.findall(r"^CREATE TABLE (\w+)", FIRST.read_text("utf-8"), re.MULTILINE))
    assert made == {
        "alembic_version",
        "askers",
        "chats",
        "deliveries",
        "leases",
        "questions",
        "secrets",
        "tallies",
    }
