"""Of somebody who is forgotten no byte is left; of what people ask, nobody can tell who asked it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.kept import Kept
from bot.core.ports import Claim, Subscriber
from bot.storage.sql import SqlStore, open_store
from tests.support.subscribers import DAY, DUE, MONDAY, TODAY, WISH, decide

CHATS = 120
LEAVE = 7
"""Every so many of them wants to be forgotten."""


def number(index: int) -> int:
    """A chat's id that is found nowhere else by chance: six bytes of its own."""
    return int.from_bytes(random.Random(index).randbytes(6)) % 2**46 + 2**45


def canary(index: int) -> str:
    """A word that nobody else has."""
    return f"canary{number(index):x}"


def traces(index: int) -> tuple[bytes, ...]:
    """What a chat could leave behind: its word, and its id as SQLite writes numbers and in digits."""
    return canary(index).encode(), number(index).to_bytes(6), str(number(index)).encode()


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the database: itself, its log, its index of the log."""
    for path in folder.iterdir():
        yield path.name, path.read_bytes()


def decide_personally(subscriber: Subscriber) -> Claim:
    """A tip that is named after whom it is for."""
    return replace(decide(subscriber), tip=f"canary{subscriber.chat:x}")


async def live(store: SqlStore) -> None:
    """Weeks of a life: people come in any order, change their minds, get tips, and ask."""
    order = random.Random(1).sample(range(CHATS), CHATS)
    for index in order:
        wish = replace(WISH, interests=(canary(index),) * (index % 40))
        await store.keep(number(index), Kept(frozenset({canary(index)}), subscription=wish), MONDAY)
    for day in range(5):
        while claimed := await store.claim_due(DUE + day * DAY, 100, decide_personally, "a"):
            assert claimed
    for index in order:
        await store.collect(number(index), canary(index), (canary(index),), TODAY)
        if index % 3 == 0:
            await store.keep(number(index), Kept(country=canary(index)), MONDAY)


async def test_a_forgotten_person_leaves_no_byte_in_any_file(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'store.db'}") as store:
        await live(store)
        leaving = range(0, CHATS, LEAVE)
        whole = b"".join(content for _, content in files(tmp_path))
        assert all(trace in whole for index in leaving for trace in traces(index)[:2]), "the test looks for nothing"
        for index in leaving:
            await store.forget(number(index))
            left = [(name, trace) for name, content in files(tmp_path) for trace in traces(index) if trace in content]
            assert left == []
        staying = [index for index in range(CHATS) if index % LEAVE]
        assert all([(await store.export(number(index)))["questions"] for index in staying])


async def test_a_reader_that_is_done_does_not_keep_the_log_from_being_cut(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with open_store(f"sqlite:///{path}") as store:
        await store.keep(number(0), Kept(country=canary(0)), MONDAY)
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("SELECT count(*) FROM chats").fetchall()
            await store.forget(number(0))
            assert not any(trace in content for _, content in files(tmp_path) for trace in traces(0))


async def test_who_asked_a_question_is_written_nowhere(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'store.db'}") as store:
        await store.collect(number(1), "why is it", (), TODAY)
        assert not any(trace in content for _, content in files(tmp_path) for trace in traces(1))


async def test_two_databases_call_one_person_by_different_names(tmp_path: Path) -> None:
    names = set()
    for name in ("one.db", "two.db"):
        async with open_store(f"sqlite:///{tmp_path / name}") as store:
            await store.collect(1, "why is it", (), TODAY)
        with closing(sqlite3.connect(tmp_path / name)) as file:
            names.add(file.execute("SELECT person FROM askers").fetchone()[0])
    assert len(names) == 2


@pytest.mark.parametrize("again", [1, 2])
async def test_a_person_is_known_again_after_a_restart(tmp_path: Path, again: int) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    for chat in (1, again):
        async with open_store(url) as store:
            await store.collect(chat, "why is it", (), TODAY)
    async with open_store(url) as store:
        assert [len(each.people) for each in await store.questions()] == [len({1, again})]
