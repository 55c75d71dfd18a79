"""The commands about daily tips, as an operator meets them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import cli
from bot.config import Settings
from bot.core.kept import Kept
from bot.core.ports import DeliveryStatus
from bot.storage.sql import SqlStore, open_store
from tests.support.subscribers import WISH, decide

NOW = datetime.now(UTC).replace(second=0, microsecond=0)
NOON = replace(WISH, zone="UTC", at=time((NOW.hour + 1) % 24, 0))


@pytest.fixture(autouse=True)
def url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The address of a database that is not there yet, and no other setting."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    address = f"sqlite:///{tmp_path / 'tips.db'}"
    monkeypatch.setenv("DATABASE_URL", address)
    return address


def command(*words: str) -> Result:
    return CliRunner().invoke(cli, ["tips", *words])


def happens(url: str, story: Any) -> None:
    """Let something be kept in the database; `story` is given the store."""

    async def happen() -> None:
        async with open_store(url) as store:
            await story(store)

    coroutine: Coroutine[Any, Any, None] = happen()
    asyncio.run(coroutine)


@pytest.mark.parametrize("words", ["due", "report"])
def test_where_there_is_no_database_a_sentence_says_so_and_none_is_made(words: str, tmp_path: Path) -> None:
    done = command(words)
    assert done.exit_code == 1
    assert "There is no database in the file" in done.stderr
    assert not (tmp_path / "tips.db").exists()


def test_where_nobody_gets_tips_a_sentence_says_so(url: str) -> None:
    async def nothing(_: SqlStore) -> None:
        """The database is made and stays empty."""

    happens(url, nothing)
    assert command("due").stdout == "No chat gets daily tips yet.\n"
    assert command("report").stdout.startswith("No tip has been due since ")


def test_due_shows_whose_tip_should_have_gone_out(url: str) -> None:
    async def story(store: SqlStore) -> None:
        await store.keep(77, Kept(subscription=WISH), NOW - timedelta(days=2))

    happens(url, story)
    done = command("due")
    assert "Chats that get daily tips: 1." in done.stdout
    assert done.stdout.splitlines()[0].endswith("UTC: 1.")
    assert all(word in done.stdout for word in ("08:30", "Europe/Lisbon", "77"))


def test_due_looks_as_many_hours_ahead_as_asked(url: str) -> None:
    async def story(store: SqlStore) -> None:
        for chat in (1, 2, 3):
            await store.keep(chat, Kept(subscription=NOON), NOW)

    happens(url, story)
    assert command("due").stdout.strip().endswith("UTC: none.")
    assert command("due", "--hours", "25").stdout.splitlines()[0].endswith("UTC: 3.")
    assert command("due", "--hours", "25", "--most", "2").stdout.splitlines()[0].endswith("UTC: more than 2.")


def test_report_shows_what_became_of_the_tips_of_each_day(url: str) -> None:
    async def story(store: SqlStore) -> None:
        for chat in range(6):
            await store.keep(chat, Kept(subscription=WISH), NOW - timedelta(days=2))
        claimed = await store.claim_due(NOW, 6, decide, "me")
        outcomes = (
            DeliveryStatus.SENT,
            DeliveryStatus.SENT,
            DeliveryStatus.FAILED,
            DeliveryStatus.UNKNOWN,
            DeliveryStatus.SKIPPED,
        )
        for delivery, outcome in zip(claimed, outcomes, strict=False):
            await store.settle(delivery.id, outcome, NOW)

    happens(url, story)
    done = command("report")
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["day", "sent", "failed", "unknown", "skipped", "open"] in rows
    assert ["2", "1", "1", "1", "1"] in [row[1:] for row in rows]
