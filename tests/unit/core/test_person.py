"""What a person says of themselves is heard, kept for the conversation and heeded."""

from __future__ import annotations

import pytest

from bot.core.lexicon import Lexicon
from bot.core.person import Person, PersonFinder
from bot.core.replies import Role
from bot.core.vocabulary import all_texts
from tests.support.talk import Talk, bread, said

KNOWLEDGE = bread().knowledge
LEXICON = Lexicon(KNOWLEDGE.vocabulary, all_texts(KNOWLEDGE), KNOWLEDGE.ordinary_words)
PEOPLE = PersonFinder(KNOWLEDGE, LEXICON)


def after(*messages: str) -> Person:
    person = Person()
    for message in messages:
        person = PEOPLE.after(person, LEXICON.read(message))
    return person


def test_a_condition_is_heard_in_any_of_its_wordings() -> None:
    assert after("I am coeliac").conditions == {"coeliac"}
    assert after("my sister has gluten intolerance").conditions == {"coeliac"}


@pytest.mark.parametrize("text", ["I am not coeliac", "I have no arthritis", "without gluten intolerance"])
def test_a_denied_condition_is_not(text: str) -> None:
    assert after(text).conditions == frozenset()


def test_it_is_kept_and_can_be_taken_back() -> None:
    assert after("I am coeliac", "why is my bread dense").conditions == {"coeliac"}
    assert after("I am coeliac", "sorry, I am not coeliac").conditions == frozenset()


def test_a_remedy_to_avoid_is_left_out_and_the_reason_given() -> None:
    talk = Talk(bread())
    talk.says("I am coeliac")

    reply = talk.says("what can I do about dense bread")

    assert not any("Let the dough rest" in point for point in said(reply, Role.POINT))
    assert any("stays unsafe for you" in note for note in said(reply, Role.NOTE))
    assert any("Knead" in point for point in said(reply, Role.POINT))


def test_a_remedy_to_ask_about_is_marked_with_the_reason() -> None:
    talk = Talk(bread())
    talk.says("I have weak wrists")

    reply = talk.says("what can I do about dense bread")

    assert any("Knead" in point and "use a machine" in point for point in said(reply, Role.POINT))


def test_what_was_said_is_forgotten_with_the_conversation() -> None:
    talk = Talk(bread())
    talk.says("I am coeliac")
    talk.waits(hours=1)

    assert any(
        "Let the dough rest" in point for point in said(talk.says("what can I do about dense bread"), Role.POINT)
    )


def test_whoever_only_tells_of_themselves_is_thanked_and_not_turned_away() -> None:
    reply = Talk(bread()).says("my sister is coeliac")

    assert reply.text.startswith(KNOWLEDGE.wording.noted)


def test_an_urgent_reply_is_the_same_for_everybody() -> None:
    talk, other = Talk(bread()), Talk(bread())
    talk.says("I am coeliac")

    assert talk.says("I can not breathe").text == other.says("I can not breathe").text


def test_the_country_is_heard_and_its_number_given() -> None:
    talk = Talk(bread())
    code, country = next(iter(KNOWLEDGE.pack.countries.items()))

    assert after(f"I live in {country.name}").country == code
    talk.says(f"hello from {country.name}")
    assert country.emergency in talk.says("I can not breathe").text
