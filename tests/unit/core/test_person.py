"""What a person says of themselves is heard, kept for the conversation and heeded."""

from __future__ import annotations

from datetime import time

import pytest

from bot.core.conversation import State
from bot.core.kept import Kept, Subscription
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


@pytest.mark.parametrize("text", ["does gluten intolerance cause dense bread", "does arthritis cause dense bread"])
def test_a_general_question_says_nothing_of_the_person(text: str) -> None:
    assert after(text).conditions == frozenset()


def test_what_is_known_is_told_and_forgotten_at_a_word() -> None:
    talk = Talk(bread())
    talk.says("I am coeliac")
    assert KNOWLEDGE.conditions["coeliac"].title in talk.says("what do you know about me").text
    assert talk.says("forget that I am coeliac").text == KNOWLEDGE.wording.forgotten
    assert talk.says("what do you know about me?").text == KNOWLEDGE.wording.nothing_known


def test_one_thing_can_be_forgotten_and_the_rest_kept_in_mind() -> None:
    talk = Talk(bread())
    talk.says("I am coeliac and have weak wrists")
    talk.says("forget that I am coeliac")
    assert talk.state.person.conditions == {"weak_wrists"}


def test_what_was_said_is_kept_longer_only_where_the_person_says_so() -> None:
    talk = Talk(bread())
    offer = talk.says("I live in Norway")
    assert [choice.id for choice in offer.choices[:2]] == ["keep:yes", "keep:no"]
    talk.says("only for now")
    talk.waits(hours=5)
    talk.says("hello")
    assert (talk.state.kept, talk.state.person) == (Kept(), Person())


def test_what_is_kept_outlives_the_conversation_until_it_is_forgotten() -> None:
    talk = Talk(bread())
    talk.says("I live in Norway")
    talk.says("remember this")
    talk.waits(hours=5)
    talk.says("hello")
    assert talk.state.person == Person(country="NO")
    talk.says("forget everything about me")
    assert talk.state.kept == Kept()


def test_a_zone_tells_whom_to_call_until_the_person_says_where_they_are() -> None:
    talk = Talk(bread())
    talk.state = State(kept=Kept(subscription=Subscription(time(8), "Europe/Oslo")))
    assert "113" in talk.says("what colour is the sea").text
    talk.says("I live in England")
    assert "999" in talk.says("what colour is the sea").text


def test_a_zone_of_no_country_tells_nothing() -> None:
    talk = Talk(bread())
    talk.state = State(kept=Kept(subscription=Subscription(time(8), "UTC")))
    assert "113" not in talk.says("what colour is the sea").text
