"""Chats are remembered, but not all of them for ever."""

from __future__ import annotations

from bot.chat.memory import ChatStates
from bot.core.conversation import State
from tests.support.echo import Counted


def test_a_chat_nobody_has_written_in_has_an_empty_state() -> None:
    assert ChatStates().of(1) == State()


def test_each_chat_has_its_own_state() -> None:
    states = ChatStates()
    states.remember(1, Counted(turns=1))
    states.remember(2, Counted(turns=2))
    assert (states.of(1), states.of(2)) == (Counted(turns=1), Counted(turns=2))


def test_a_forgotten_chat_begins_anew() -> None:
    states = ChatStates()
    states.remember(1, Counted(turns=1))
    states.forget(1)
    states.forget(2)
    assert states.of(1) == State()


def test_the_chat_that_was_silent_longest_is_forgotten_first() -> None:
    states = ChatStates(capacity=2)
    for chat_id in (1, 2, 1, 3):
        states.remember(chat_id, Counted(turns=chat_id))
    assert [states.of(chat_id) == State() for chat_id in (1, 2, 3)] == [False, True, False]


def test_no_more_chats_are_kept_than_there_is_room_for() -> None:
    states = ChatStates(capacity=10)
    for chat_id in range(1000):
        states.remember(chat_id, State())
    assert len(states) == 10
