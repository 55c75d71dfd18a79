"""What is kept of people is theirs to see and to erase: in the chat, and to the last byte of the database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.chat.application import Operation, make_application
from bot.core.languages import Spoken
from bot.core.ports import Store
from bot.errors import StorageError
from bot.storage.memory import InMemoryStore
from tests.support.bot_api import BotApi
from tests.support.packs import BREAD
from tests.support.people import Person
from tests.support.running import RunningBot, unhurried
from tests.support.talk import bread

ROOT = Path(__file__).parents[2]
CANARY = "zqxjkanarienvogel"
"""A word that stands nowhere but in what a person writes."""


@contextmanager
def running(api: BotApi, store: Store | None, *, collects: bool = False) -> Iterator[None]:
    operation = Operation(collects=collects)
    application = make_application(
        Spoken(bread()), api.token, api.url, pace=unhurried(), store=store, operation=operation
    )
    with RunningBot(application):
        yield


@contextmanager
def started(surroundings: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The bot as an operator starts it; what is left of it is killed in the end."""
    command = [sys.executable, "-m", "bot", "run"]
    with log.open("wb") as file:
        bot = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=file, stderr=subprocess.STDOUT)
    try:
        yield bot
    finally:
        bot.kill()
        bot.wait()


class Stuck(InMemoryStore):
    """A store that can be written and nothing else."""

    async def export(self, chat: int) -> dict[str, Any]:
        raise StorageError(f"chat {chat} cannot be read")

    async def forget(self, chat: int) -> None:
        raise StorageError(f"chat {chat} cannot be erased")


def file_of(person: Person) -> Any:
    """What the newest file says that this person was sent."""
    file = next(answer.file for answer in reversed(person.answers) if answer.file)
    assert file.name == "my-data.json"
    return json.loads(file.content)


def subscribes(person: Person) -> None:
    person.writes("send me tips every day at 8:30, I am in London")
    assert "Every day at 08:30" in person.last.text


def test_privacy_says_what_is_kept_and_leads_on(api: BotApi, ana: Person) -> None:
    with running(api, InMemoryStore()):
        ana.writes("/privacy")
        assert "answered and forgotten" in ana.last.text
        assert "go to those who write my answers" not in ana.last.text
        ana.presses("What you have of me")
    assert file_of(ana)["kept"] == {}


def test_where_questions_are_collected_privacy_says_so(api: BotApi, ana: Person) -> None:
    with running(api, InMemoryStore(), collects=True):
        ana.writes("/privacy")
    assert "go to those who write my answers" in ana.last.text


def test_my_data_is_a_file_with_all_that_is_kept(api: BotApi, ana: Person) -> None:
    with running(api, InMemoryStore()):
        subscribes(ana)
        ana.writes("/mydata")
    data = file_of(ana)
    assert data["kept"]["zone"] == "Europe/London"
    assert str(data["chat"]) == str(ana.chat.id)


def test_nothing_is_erased_until_it_is_confirmed_and_then_everything(api: BotApi, ana: Person, ben: Person) -> None:
    store = InMemoryStore()
    with running(api, store):
        subscribes(ana)
        subscribes(ben)
        ana.writes("/forget")
        ana.presses("No, keep it")
        ana.writes("/mydata")
        assert file_of(ana)["kept"] != {}
        ana.writes("/forget")
        ana.presses("Yes, erase it all")
        assert ana.last.text == "It is erased."
        ana.writes("/mydata")
        assert file_of(ana)["kept"] == {}
        ana.writes("hello")
        ben.writes("/mydata")
    assert file_of(ben)["kept"] != {}


def test_it_can_be_erased_in_words_alone(api: BotApi, ana: Person) -> None:
    with running(api, InMemoryStore()):
        subscribes(ana)
        ana.writes("delete my data", "yes erase it all", "/mydata")
    assert file_of(ana)["kept"] == {}


def test_what_cannot_be_erased_or_read_is_said_so_and_stays(api: BotApi, ana: Person) -> None:
    store = Stuck()
    with running(api, store):
        subscribes(ana)
        ana.writes("/mydata")
        assert ana.last.text == "I could not look that up just now."
        ana.writes("/forget")
        ana.presses("Yes, erase it all")
        assert ana.last.text == "I could not erase it just now. Please try again."
        ana.writes("settings")
        assert "08:30" in ana.last.text


def test_without_a_database_there_is_nothing_to_send_or_erase(api: BotApi, ana: Person) -> None:
    with running(api, None):
        ana.writes("/mydata")
        assert file_of(ana)["kept"]["daily_tip"] is None
        ana.writes("forget me", "yes, erase it all")
    assert ana.last.text == "It is erased."


def test_not_a_byte_is_left_in_the_database_nor_in_the_log(
    api: BotApi, ana: Person, ben: Person, tmp_path: Path
) -> None:
    database = tmp_path / "bot.db"
    surroundings = os.environ | {
        "TELEGRAM_BOT_TOKEN": api.token,
        "TELEGRAM_API_URL": api.url,
        "KNOWLEDGE_PATH": str(BREAD),
        "DATABASE_URL": f"sqlite:///{database}",
        "COLLECT_UNANSWERED": "yes",
        "LOG_LEVEL": "debug",
    }
    with started(surroundings, tmp_path / "log") as bot:
        ana.writes(f"yeast and {CANARY}?")
        subscribes(ana)
        subscribes(ben)
        stored = "".join(path.read_bytes().decode("latin-1") for path in tmp_path.glob("bot.db*"))
        assert CANARY in stored, "the question was to be collected, or this test shows nothing"
        ana.writes("/forget")
        ana.presses("Yes, erase it all")
        ana.writes("/mydata")
        bot.send_signal(signal.SIGTERM)
        assert bot.wait(30) == 0
    log = (tmp_path / "log").read_text()
    left = b"".join(path.read_bytes() for path in tmp_path.glob("bot.db*"))
    assert CANARY.encode() not in left
    assert file_of(ana)["kept"] == {}
    assert CANARY not in log
    assert api.token not in log
