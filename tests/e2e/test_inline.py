"""Looking something up in any chat: `@bot night cramps`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.chat.application import make_application
from bot.core.kept import Kept
from bot.core.languages import Spoken
from bot.storage.memory import InMemoryStore
from tests.support.bot_api import BotApi, Held, markup_refused
from tests.support.people import Person
from tests.support.running import RunningBot, unhurried
from tests.support.talk import bread


@pytest.fixture
def store() -> InMemoryStore:
    """What is kept of each person."""
    return InMemoryStore()


@pytest.fixture(autouse=True)
def bot(api: BotApi, store: InMemoryStore) -> Iterator[None]:
    with RunningBot(make_application(Spoken(bread()), api.token, api.url, pace=unhurried(), store=store)):
        yield


def test_a_few_words_list_answers_with_a_title_and_a_line_each(ana: Person) -> None:
    found = ana.looks_up("why is my dough sticky").results
    assert 1 < len(found) <= 8
    assert found[0].title == "Sticky dough: why"
    assert found[0].description.startswith("Often there is more water than the flour can take up")


def test_what_is_picked_is_the_full_answer_with_its_safety_line_and_a_way_to_ask_more(ana: Person) -> None:
    shown = ana.looks_up("sticky dough").results[0].message
    assert shown.marked("bold")[0] == "Sticky dough"
    assert "⚠️ Get help today if you are sick after raw dough. Call 112 if you cannot breathe well." in shown.text
    assert "Source:" in shown.text
    assert not shown.shows_preview
    assert shown.shares == ("https://t.me/test_bot?start=sticky_dough",)


def test_no_word_yet_lists_the_most_useful_topics(ana: Person) -> None:
    titles = [each.title for each in ana.looks_up("").results]
    assert titles[:3] == ["Dense bread", "Stale bread", "Sticky dough"]


def test_a_danger_sign_lists_what_to_do_and_nothing_else(ana: Person) -> None:
    (urgent,) = ana.looks_up("my son ate bread and can not breathe").results
    assert urgent.title == "Please call 112 now."
    assert "Call 112 now." in urgent.message.text


def test_where_danger_is_near_the_careful_text_comes_first_and_stands_on_every_answer(ana: Person) -> None:
    careful, *others = ana.looks_up("my lips are swollen from dense bread").results
    assert "Are your lips or your throat swelling" in careful.message.text
    assert others
    assert all(each.message.text.startswith("⚠️ If you are not sure, call 112.") for each in others)


def test_what_is_not_known_leads_to_the_private_chat(ana: Person) -> None:
    answer = ana.looks_up("who won the football")
    assert answer.results == ()
    assert answer.button == "inline"


def test_the_list_is_kept_for_the_one_who_asked_alone(ana: Person) -> None:
    answer = ana.looks_up("sticky dough")
    assert answer.is_personal
    assert answer.cache_time == 300


def test_what_does_not_suit_a_person_is_left_out_and_nobody_learns_why(
    ana: Person, ben: Person, store: InMemoryStore
) -> None:
    asyncio.run(store.keep(ana.chat.id, Kept(conditions=frozenset({"coeliac"})), datetime.now(UTC)))
    hers, his = (person.looks_up("sticky dough").results[0].message.text for person in (ana, ben))
    assert "Leave it alone for half an hour." in his
    assert "Leave it alone for half an hour." not in hers
    assert "told me" not in hers


def test_looking_something_up_changes_nothing_in_the_chat_with_the_bot(ana: Person) -> None:
    ana.writes("my bread is dense")
    ana.looks_up("sticky dough")
    ana.writes("what can I do about it?")
    assert ana.last.text.startswith("Dense bread: what helps")


def test_nobody_waits_with_it_for_the_chat_with_the_bot(api: BotApi, ana: Person) -> None:
    slow = Held()
    api.fail("sendMessage", slow)
    ana.writes("hello", waits=False)
    assert slow.reached.wait(20)
    assert ana.looks_up("sticky dough").results
    slow.release()
    ana.waits_for_answers(1)


def test_refused_markup_goes_again_as_plain_words(api: BotApi, ana: Person) -> None:
    api.fail("answerInlineQuery", markup_refused())
    shown = ana.looks_up("sticky dough").results[0].message
    assert shown.entities == ()
    assert "Sticky dough holds a lot of water." in shown.text


@pytest.mark.parametrize("words", ["<b>sticky dough</i>", "sticky & <dough>", "\u202esticky", "x" * 256, "🙃"])
def test_whatever_is_typed_has_an_answer(ana: Person, words: str) -> None:
    ana.looks_up(words)
