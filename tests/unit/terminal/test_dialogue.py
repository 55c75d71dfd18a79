"""In a terminal one line is one turn, and a choice is picked by its number or its words."""

from __future__ import annotations

import builtins
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from bot.content.loader import load_knowledge
from bot.core.conversation import Conversation
from bot.terminal.dialogue import converse
from tests.support.packs import BREAD

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Keyboard(io.StringIO):
    """Standard input with a person at it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def conversation() -> Conversation:
    return Conversation(load_knowledge(BREAD))


def talk(conversation: Conversation, stdin: io.StringIO, now: Callable[[], datetime] = lambda: NOON) -> str:
    output = io.StringIO()
    converse(lambda: conversation, stdin, Console(file=output, highlight=False), now)
    return output.getvalue()


def replies(conversation: Conversation, *lines: str) -> list[str]:
    """The first line of each reply to lines that come from a pipe."""
    return [reply.splitlines()[0] for reply in talk(conversation, io.StringIO("\n".join(lines))).split("\n\n") if reply]


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str, end: type[BaseException] = EOFError) -> Keyboard:
    waiting = iter(lines)

    def type_next(prompt: str) -> str:
        for line in waiting:
            return line
        raise end

    monkeypatch.setattr(builtins, "input", type_next)
    return Keyboard()


def test_lines_from_a_pipe_are_answered_in_order_and_nothing_else_is_printed(conversation: Conversation) -> None:
    assert replies(conversation, "why is my crust pale", "what can i do about it") == [
        "Pale crust: why",
        "Pale crust: what helps",
    ]


def test_no_lines_no_words(conversation: Conversation) -> None:
    assert talk(conversation, io.StringIO("")) == ""
    assert talk(conversation, io.StringIO("\n   \n")) == ""


def test_the_last_line_need_not_end(conversation: Conversation) -> None:
    assert talk(conversation, io.StringIO("pale crust")) == talk(conversation, io.StringIO("pale crust\r\n"))


@pytest.mark.parametrize("picked", ["2", "Is it harmful?", "is it HARMFUL"])
def test_a_choice_is_picked_by_its_number_or_its_words(conversation: Conversation, picked: str) -> None:
    assert replies(conversation, "why is my crust pale", picked)[1] == "Pale crust: is it harmful?"


def test_nothing_after_a_farewell_is_answered(conversation: Conversation) -> None:
    assert len(replies(conversation, "pale crust", "QUIT", "sticky dough")) == 1


def test_a_topic_is_forgotten_after_half_an_hour(conversation: Conversation) -> None:
    times: Iterator[datetime] = iter((NOON, NOON + timedelta(minutes=31)))
    lines = io.StringIO("why is my crust pale\nwhat can i do about it\n")
    assert "Pale crust: what helps" not in talk(conversation, lines, lambda: next(times))


def test_a_person_is_greeted_told_how_it_goes_and_answered(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = talk(conversation, typed(monkeypatch, "why is my crust pale", "what can i do about it"))
    greeting = conversation.start().text
    order = [said.index(part) for part in (greeting, "Type quit to leave.", "crust: why", "crust: what helps")]
    assert order == sorted(order)


def test_a_choice_of_the_greeting_can_be_picked(conversation: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    first = conversation.start().choices[0].label
    by_number = talk(conversation, typed(monkeypatch, "1"))
    assert by_number == talk(conversation, typed(monkeypatch, first.upper()))
    assert first in by_number.partition("Type quit to leave.")[2]


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_the_end_of_input_and_an_interrupt_end_it_quietly(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch, end: type[BaseException]
) -> None:
    assert talk(conversation, typed(monkeypatch, end=end)).endswith("Type quit to leave.\n\n")


def test_a_pack_that_was_swapped_answers_from_the_next_line_on(conversation: Conversation) -> None:
    output = io.StringIO()
    knowledge = conversation.knowledge
    wording = knowledge.wording.model_copy(update={"out_of_scope": "Not mine."})
    other = Conversation(knowledge.model_copy(update={"wording": wording}))
    in_use = iter((conversation, other))
    stdin = io.StringIO("who won the football\nwho won the football\n")
    converse(lambda: next(in_use), stdin, Console(file=output), lambda: NOON)
    first, second = (reply.splitlines()[0] for reply in output.getvalue().strip().split("\n\n"))
    assert (first, second) == (knowledge.wording.out_of_scope, "Not mine.")
