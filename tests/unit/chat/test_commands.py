"""Commands are read whatever is typed, and a link or a command leads only to what the pack has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.commands import choice_of_command, choice_of_link, commands_of, nearest_command, read_command
from bot.core.conversation import State
from bot.core.kept import Kept
from tests.support.talk import NOON, bread

KNOWLEDGE = bread().knowledge
payloads = st.text("abcdefghijklmnopqrstuvwxyz_-0123456789", max_size=64) | st.sampled_from(sorted(KNOWLEDGE.topics))


@given(st.text() | st.text("/@ _ab\n", max_size=12))
def test_any_text_is_a_command_or_is_none(text: str) -> None:
    typed = read_command(text)
    assert typed is None or (text.startswith("/") and typed.name == typed.name.lower())


@given(payloads)
def test_whatever_a_link_or_a_command_chooses_can_be_chosen(payload: str) -> None:
    for choice in (choice_of_link(payload, KNOWLEDGE), choice_of_command(payload, KNOWLEDGE, Kept())):
        if choice is not None:
            assert bread().choose(choice, State(), NOON).reply.paragraphs


def test_every_command_of_the_menu_has_an_answer() -> None:
    for command in commands_of(KNOWLEDGE):
        assert command == "start" or choice_of_command(command, KNOWLEDGE, Kept())


def test_plain_takes_itself_back() -> None:
    choices = [choice_of_command("plain", KNOWLEDGE, Kept(is_plain=is_plain)) for is_plain in (False, True)]
    assert choices == ["act:plain", "act:decorated"]


def test_a_command_the_pack_has_no_answer_to_is_not_offered() -> None:
    without = KNOWLEDGE.model_copy(
        update={"acts": {name: act for name, act in KNOWLEDGE.acts.items() if name != "plain"}}
    )
    assert "plain" not in commands_of(without)
    assert choice_of_command("plain", without, Kept()) is None
    assert nearest_command("plain", without) != "plain"


@pytest.mark.parametrize(("name", "meant"), [("topcis", "topics"), ("hepl", "help"), ("xyzzy", None)])
def test_the_nearest_command_is_found(name: str, meant: str | None) -> None:
    assert nearest_command(name, KNOWLEDGE) == meant


def test_a_command_may_name_the_bot_in_any_case() -> None:
    typed = read_command("/help@My_Bot please")
    assert typed is not None
    assert (typed.name, typed.rest) == ("help", "please")
    assert typed.is_for("my_bot")
    assert not typed.is_for("another_bot")
