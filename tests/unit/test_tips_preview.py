"""`python -m bot tips preview`, as an operator meets it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import cli
from bot.config import Settings
from bot.core.zones import clocks_of
from tests.support.packs import BREAD

LISBON = {"time": "08:30", "zone": "Europe/Lisbon"}


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting is made but the pack, and no `.env` is near."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("KNOWLEDGE_PATH", str(BREAD))
    monkeypatch.chdir(tmp_path)


def preview(chat: object, days: int = 30) -> Result:
    like = chat if isinstance(chat, str) else json.dumps(chat)
    return CliRunner().invoke(cli, ["tips", "preview", "--chat-like", like, "--days", str(days)])


def rows(result: Result) -> list[list[str]]:
    assert result.exit_code == 0, result.output
    return [
        re.split(r" {2,}", line.strip(), maxsplit=4)
        for line in result.stdout.splitlines()
        if re.search(r"\d{4}-", line)
    ]


def test_each_day_has_a_row_with_its_local_time() -> None:
    found = rows(preview(LISBON))
    assert len(found) == 30
    assert {row[1] for row in found} == {"08:30"}
    assert len({row[0] for row in found}) == 30


def test_only_the_weekdays_that_are_named_have_one() -> None:
    found = rows(preview(LISBON | {"weekdays": ["monday", "friday"]}, days=28))
    assert {row[0][:3] for row in found} == {"Mon", "Fri"}
    assert len(found) == 8


def test_what_is_cared_for_comes_first() -> None:
    assert rows(preview(LISBON | {"interests": ["sticky_dough"]}))[0][3] == "sticky_dough"


def test_the_local_time_is_that_of_the_zone() -> None:
    (row, *_) = rows(preview(LISBON | {"zone": "asia/tokyo"}, days=1))
    day = datetime.strptime(f"{row[0][4:]} {row[1]}", "%Y-%m-%d %H:%M").replace(tzinfo=clocks_of("Asia/Tokyo"))
    assert day == datetime.strptime(row[2], "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("chat", "message"),
    [
        ("nonsense", "--chat-like is not JSON"),
        ({"time": "08:30"}, "--chat-like: zone is missing"),
        (LISBON | {"zone": "Europe/Lisbonn"}, '"Europe/Lisbonn" is not a zone; did you mean "Europe/Lisbon"?'),
        (LISBON | {"time": "25:00"}, "time is no time of day"),
        (LISBON | {"interest": []}, 'interest is not known; did you mean "interests"?'),
        (LISBON | {"interests": ["sticky_doug"]}, '"sticky_doug" is not a topic of this pack; did you mean'),
        (LISBON | {"conditions": ["x"]}, '"x" is not a condition of this pack'),
        (LISBON | {"weekdays": []}, "weekdays is empty"),
        (LISBON | {"weekdays": ["mon"]}, "weekdays.0"),
        ([], "--chat-like"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(chat: object, message: str) -> None:
    result = preview(chat)
    assert result.exit_code == 1
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
