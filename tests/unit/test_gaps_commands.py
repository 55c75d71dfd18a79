"""From collected questions to examples in the pack, as an editor goes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import cli
from bot.config import Settings
from bot.storage.sql import open_store
from tests.support.packs import PackCopy

TODAY = date(2026, 11, 23)


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PackCopy:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    copy = PackCopy(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KNOWLEDGE_PATH", str(copy.folder))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    return copy


def collect(folder: Path, asked: Iterable[tuple[int, str]]) -> None:
    async def put() -> None:
        async with open_store(f"sqlite:///{folder / 'bot.db'}") as store:
            for chat, text in asked:
                await store.collect(chat, text, (), TODAY)

    asyncio.run(put())


def run(*words: str) -> str:
    done = CliRunner().invoke(cli, ["knowledge", *words])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_with_nothing_collected_it_says_how_to_collect(pack: PackCopy) -> None:
    assert "COLLECT_UNANSWERED" in run("gaps")


def test_what_one_person_alone_asked_is_not_shown(pack: PackCopy, tmp_path: Path) -> None:
    collect(
        tmp_path, [(1, "is gluten bad for zebras"), (2, "how long is yeast good for"), (3, "how long is yeast good")]
    )
    shown = run("gaps")
    assert "how long is yeast good" in shown
    assert "zebras" not in shown


def test_a_proposal_an_editor_leaves_as_it_is_can_be_accepted_and_compared(pack: PackCopy, tmp_path: Path) -> None:
    collect(tmp_path, [(chat, "why would the crust be the colour of paper") for chat in (1, 2)])
    assert "1 example to look through" in run("gaps", "gaps.yaml")
    assert "1 example added" in run("accept", "gaps.yaml", "--into", "tried")
    run("diff", str(pack.folder), "tried")
    assert "the colour of paper" not in pack.read("topics/pale_crust.yaml")
    run("accept", "gaps.yaml")
    assert "the colour of paper" in pack.read("topics/pale_crust.yaml")
