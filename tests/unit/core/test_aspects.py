"""What is asked of a topic."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.aspects import AspectFinder
from bot.core.knowledge import Aspect
from tests.support.talk import bread, bread_lexicon

DENSE = bread().knowledge.topics["dense_bread"]


@cache
def finder() -> AspectFinder:
    return AspectFinder(bread().knowledge, bread_lexicon())


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("why is my bread so dense", Aspect.CAUSES),
        ("what can I do about sticky dough", Aspect.RELIEF),
        ("how long should I knead", Aspect.AMOUNT),
        ("how do I avoid dense bread next time", Aspect.PREVENTION),
    ],
)
def test_the_question_word_tells_the_aspect(text: str, aspect: Aspect) -> None:
    assert finder().find(bread_lexicon().read(text)) is aspect


def test_a_follow_up_that_names_no_aspect_keeps_the_last_one() -> None:
    assert finder().of_follow_up(bread_lexicon().read("and rye"), DENSE, Aspect.CAUSES) is Aspect.CAUSES


def test_a_follow_up_that_names_an_aspect_gets_it() -> None:
    assert finder().of_follow_up(bread_lexicon().read("and how long?"), DENSE, Aspect.CAUSES) is Aspect.AMOUNT


@given(st.text(max_size=120))
def test_any_text_has_an_aspect_and_a_score_for_each(text: str) -> None:
    reading = bread_lexicon().read(text)

    assert set(finder().rank(reading)) == set(Aspect)
    assert finder().find(reading) in Aspect


@given(st.text(max_size=120))
def test_knowing_the_topic_adds_what_people_ask_of_it(text: str) -> None:
    reading = bread_lexicon().read(text)

    known, unknown = (finder().features(reading, topic) for topic in (DENSE, None))

    assert known[Aspect.OVERVIEW]["asked_of_topic"] > known[Aspect.DANGER]["asked_of_topic"], "it has more examples"
    assert all("asked_of_topic" not in found for found in unknown.values())
