"""What an operator is told when a database cannot be used, and that it is no secret."""

from __future__ import annotations

import socket
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.kept import Kept
from bot.errors import StorageError
from bot.storage import database
from bot.storage.sql import open_store
from tests.support.databases import server_or_skip
from tests.support.subscribers import MONDAY, SUBSCRIBED


async def refusal(url: str) -> str:
    """What is said of a database that cannot be opened."""
    with pytest.raises(StorageError) as caught:
        async with open_store(url):
            pass
    assert "\n" not in str(caught.value)
    return str(caught.value)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def everything_said(error: BaseException | None) -> str:
    """The messages of an error and of all that led to it."""
    return "" if error is None else f"{error} {everything_said(error.__cause__ or error.__context__)}"


async def test_a_file_is_made_at_first_start_and_found_at_the_second(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    async with open_store(url) as store:
        await store.keep(1, SUBSCRIBED, MONDAY)
    async with open_store(url) as store:
        assert await store.kept(1) == SUBSCRIBED


async def test_nothing_is_left_beside_the_file_after_a_good_end(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'new.db'}") as store:
        await store.keep(1, SUBSCRIBED, MONDAY)
    assert names(tmp_path) == ["new.db"]


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "store.db"
    assert await refusal(f"sqlite:///{path}") == (
        f"The database in the file {path} cannot be opened: make its folder and let the bot write there, "
        "or name another in DATABASE_URL."
    )


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's, and nobody may write there, not even root")
async def test_a_folder_that_may_not_be_written_is_named() -> None:
    assert "let the bot write there" in await refusal("sqlite:////proc/store.db")


async def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my shopping list " * 100)
    assert "is a file but no SQLite database" in await refusal(f"sqlite:///{path}")
    assert path.read_text() == "my shopping list " * 100


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SECONDS_FOR_A_LOCK", 0.2)


@pytest.mark.usefixtures("impatient")
async def test_a_locked_database_is_told_at_the_start_and_later(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    url = f"sqlite:///{path}"
    async with open_store(url) as store:
        with closing(sqlite3.connect(path)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(StorageError, match="is locked by another program"):
                await store.keep(1, SUBSCRIBED, MONDAY)
            assert await store.kept(1) == Kept(), "whoever only reads does not wait for whoever writes"
            other.rollback()
        await store.keep(1, SUBSCRIBED, MONDAY)
        assert await store.kept(1) == SUBSCRIBED


@pytest.mark.parametrize("is_replaced", [False, True])
async def test_what_would_be_written_into_a_file_that_is_no_longer_there_is_refused(
    tmp_path: Path, *, is_replaced: bool
) -> None:
    path = tmp_path / "bot.db"
    async with open_store(f"sqlite:///{path}") as store:
        await store.keep(1, SUBSCRIBED, MONDAY)
        path.rename(tmp_path / "elsewhere.db")
        if is_replaced:
            path.touch()
        with pytest.raises(
            StorageError, match=r"bot\.db was removed or replaced: put it in place, and restart the bot"
        ):
            await store.keep(2, SUBSCRIBED, MONDAY)
        with pytest.raises(StorageError, match="was removed or replaced"):
            await store.kept(1)


async def test_a_server_out_of_reach_is_told_without_the_password() -> None:
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(StorageError) as caught:
            async with open_store(f"postgresql://bot:hunter2@{address}/lighter"):
                pass
    assert str(caught.value).startswith("The database lighter on 127.0.0.1 cannot be reached: see that its server runs")
    assert "hunter2" not in everything_said(caught.value)


async def test_a_database_that_the_server_does_not_have_is_named() -> None:
    server = server_or_skip()
    assert "there_is_none on" in (told := await refusal(server.replace("/test", "/there_is_none")))
    assert "does not exist: create it" in told


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("nonsense", "is not an address of a database"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("mysql://bot:hunter2@localhost/bot", "is of a kind the bot does not know"),
        ("postgresql://bot:hunter2@localhost", "names no database on its server"),
        ("postgresql://bot:hunter2@localhost:port/bot", "is not an address of a database"),
    ],
)
async def test_an_address_that_is_none_is_told_without_the_password(url: str, complaint: str) -> None:
    with pytest.raises(StorageError, match=complaint) as caught:
        async with open_store(url):
            pass
    assert "hunter2" not in everything_said(caught.value)
    assert str(caught.value).endswith("write sqlite:///file.db or postgresql://user:password@host/database.")


async def test_a_driver_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    assert 'install the extra "postgres"' in await refusal("postgresql://localhost/bot")


async def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE chats (name TEXT)")
    assert "cannot be used as it is" in await refusal(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT sql FROM sqlite_master").fetchall() == [("CREATE TABLE chats (name TEXT)",)]
