"""How a bot starts, stops, dies, and what becomes of the messages meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.chat.application import make_application
from bot.core.conversation import Conversation
from bot.core.languages import Spoken
from bot.errors import ChatError
from tests.support.bot_api import BotApi, Held, server_error
from tests.support.echo import Echo
from tests.support.packs import BREAD
from tests.support.people import Person
from tests.support.running import RunningBot
from tests.support.telegram_chats import RefusalError

ROOT = Path(__file__).parents[2]


class Swapped:
    """A pack that is replaced while the bot runs."""

    languages = ("en",)

    def __init__(self, conversation: Conversation) -> None:
        self.now = conversation

    def __call__(self, *_: str | None) -> Conversation:
        return self.now


@pytest.fixture
def start(api: BotApi) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts a bot in a process of its own; what is left of them is killed in the end."""
    started: list[subprocess.Popen[str]] = []

    def start_one() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.support.echo_bot", api.token, api.url]
        started.append(subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_bot_once_it_has_answered(
    api: BotApi, ana: Person, start: Callable[[], subprocess.Popen[str]], number: signal.Signals
) -> None:
    slow = Held()
    api.fail("sendMessage", slow)
    bot = start()
    ana.writes("hi", waits=False)
    assert slow.reached.wait(20)
    bot.send_signal(number)
    slow.release()
    assert bot.wait(20) == 0
    assert ana.last.text == "1: hi"
    assert not api.chats.pending, "what was answered must not be handed out again"


def test_a_message_that_a_killed_bot_was_answering_is_answered_by_the_next(
    api: BotApi, ana: Person, ben: Person, start: Callable[[], subprocess.Popen[str]]
) -> None:
    slow = Held()
    api.fail("sendMessage", slow)
    bot = start()
    ana.writes("hi", waits=False)
    assert slow.reached.wait(20)
    ben.writes("hi", waits=False)
    ben.waits_for_answers(1)  # by now the bot has fetched again, and might have confirmed what it has not answered
    bot.kill()
    bot.wait()
    slow.release()
    start()
    ana.waits_for_answers(1)
    assert [answer.text for answer in ana.answers] == ["1: hi"]


def test_messages_written_while_no_bot_runs_are_answered_by_the_next(api: BotApi, ana: Person) -> None:
    ana.writes("are you there?", waits=False)
    with RunningBot(make_application(Spoken(Echo()), api.token, api.url)):
        ana.waits_for_answers(1)
    assert ana.last.text == "1: are you there?"


def test_a_bot_that_stops_confirms_what_it_has_answered(api: BotApi, ana: Person) -> None:
    with RunningBot(make_application(Spoken(Echo()), api.token, api.url)):
        ana.writes("hi", waits=False)
        ana.waits_for_answers(1)
    assert api.chats.pending == []


def test_a_webhook_left_behind_does_not_keep_the_bot_from_polling(api: BotApi, ana: Person) -> None:
    api.chats.webhook = "https://example.org/old"
    with RunningBot(make_application(Spoken(Echo()), api.token, api.url)):
        ana.writes("hi")
    assert ana.last.text == "1: hi"


def test_a_changed_conversation_is_in_use_at_the_next_turn(api: BotApi, ana: Person) -> None:
    swapped = Swapped(Echo())
    with RunningBot(make_application(swapped, api.token, api.url)):
        ana.writes("one")
        swapped.now = Echo(scripted={"two": Echo().start()})
        ana.writes("two")
    assert [answer.text for answer in ana.answers] == ["1: one", "Hello."]


def test_telegram_shows_what_the_bot_is_and_is_not_told_twice(api: BotApi, ana: Person) -> None:
    for _ in range(2):
        with RunningBot(make_application(Spoken(Echo()), api.token, api.url)):
            ana.writes("hi")
            ana.wait_until(lambda: bool(api.calls_of("getChatMenuButton")), "the profile")
            ana.writes("hi")
    assert api.chats.description.startswith("Says what it hears.")
    assert api.chats.profiles[""].short_description == "An echo."
    assert api.chats.menu_button == "commands"
    shown = {scope: [each["command"] for each in listed] for scope, listed in api.chats.profiles[""].menus.items()}
    assert shown == {
        "all_private_chats": ["help", "start"],
        "all_group_chats": ["help"],
        "all_chat_administrators": ["help"],
    }
    counts = {"setMyDescription": 1, "setMyShortDescription": 1, "setMyCommands": 3, "setChatMenuButton": 1}
    assert {method: len(api.calls_of(method)) for method in counts} == counts


def test_a_part_of_the_profile_that_cannot_be_changed_keeps_nobody_from_an_answer(api: BotApi, ana: Person) -> None:
    api.fail("getMyDescription", server_error())
    with RunningBot(make_application(Spoken(Echo()), api.token, api.url)):
        ana.writes("hi")
        ana.wait_until(lambda: api.chats.menu_button == "commands", "the rest of the profile")
    assert ana.last.text == "1: hi"
    assert api.chats.description == ""
    assert api.chats.profiles[""].short_description == "An echo."


def test_a_wrong_token_is_told_in_a_sentence_that_does_not_quote_it(api: BotApi) -> None:
    with (
        pytest.raises(ChatError, match="check the token") as caught,
        RunningBot(make_application(Spoken(Echo()), "1000:wrong", api.url)),
    ):
        pass
    assert "wrong" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_a_server_out_of_reach_is_told_in_a_sentence() -> None:
    with (
        pytest.raises(ChatError, match=r"cannot be reached.*check the network"),
        RunningBot(make_application(Spoken(Echo()), "1000:secret", "http://127.0.0.1:9")),
    ):
        pass


def test_a_token_withdrawn_while_the_bot_runs_ends_it(api: BotApi) -> None:
    api.fail("getUpdates", RefusalError(401, "Unauthorized"))
    with (
        pytest.raises(ChatError, match="no longer accepts the bot's token"),
        RunningBot(make_application(Spoken(Echo()), api.token, api.url)) as bot,
    ):
        bot.wait()


def test_the_process_says_why_it_cannot_start(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1000:wrong")
    monkeypatch.setenv("TELEGRAM_API_URL", api.url)
    monkeypatch.setenv("KNOWLEDGE_PATH", str(BREAD))
    done = subprocess.run([sys.executable, "-m", "bot", "run"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "check the token" in done.stderr
    assert "wrong" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
