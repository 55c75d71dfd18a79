"""Which messages only make sense after another one."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.followups import FollowUps
from bot.core.lexicon import Reading
from tests.support.talk import bread, bread_lexicon


@cache
def follow_ups() -> FollowUps:
    return FollowUps(bread().knowledge, bread_lexicon())


def read(text: str) -> Reading:
    return bread_lexicon().read(text)


@pytest.mark.parametrize("text", ["why?", "how long?", "what can I do about it?"])
def test_a_question_without_a_subject_is_bare(text: str) -> None:
    assert follow_ups().is_bare(read(text))


@pytest.mark.parametrize("text", ["why is my bread so dense", "", "why zeppelin"])
def test_a_question_with_a_subject_known_or_strange_is_not_bare(text: str) -> None:
    assert not follow_ups().is_bare(read(text))


def test_what_could_be_an_act_is_bare_only_where_it_asks_for_an_aspect() -> None:
    assert follow_ups().is_bare(read("and then"))
    assert not follow_ups().is_bare(read("and then"), could_be_act=True)
    assert follow_ups().is_bare(read("and why then"), could_be_act=True)


def test_a_short_message_that_names_something_of_ours_goes_on() -> None:
    assert follow_ups().goes_on(read("and the crust?"))


def test_a_message_on_another_subject_does_not_go_on() -> None:
    assert not follow_ups().goes_on(read("and the rice?"))


def test_a_message_of_strange_words_does_not_go_on() -> None:
    assert not follow_ups().goes_on(read("and zeppelins over qaanaaq?"))


def test_a_long_message_stands_by_itself() -> None:
    assert not follow_ups().goes_on(read("and " * 15 + "the crust"))


def test_a_message_that_names_what_could_be_the_matter_does_not_lean_on_the_topic() -> None:
    assert not follow_ups().leans_on_topic(read("and the dense one?"))
    assert follow_ups().leans_on_topic(read("and with it?"))


@pytest.mark.parametrize(
    ("text", "verdict"), [("yes", True), ("no", False), ("why is my bread dense", None), ("", None)]
)
def test_a_yes_and_a_no_are_told_from_anything_else(text: str, verdict: bool | None) -> None:
    assert follow_ups().verdict(read(text)) is verdict


@given(st.text(max_size=120))
def test_any_text_can_be_asked_about(text: str) -> None:
    reading = read(text)

    assert follow_ups().is_bare(reading) in {True, False}
    assert follow_ups().goes_on(reading) in {True, False}
    assert follow_ups().verdict(reading) in {True, False, None}
