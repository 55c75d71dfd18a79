"""What people and the bot say to each other, with the real knowledge pack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat.application import make_application
from bot.content.loader import load_knowledge
from bot.core.conversation import Conversation
from bot.core.knowledge import KnowledgeBase, NotText, Wording
from bot.core.languages import Spoken
from tests.support.bot_api import BotApi
from tests.support.people import Person
from tests.support.running import RunningBot, unhurried

PACK = Path(__file__).parents[2] / "knowledge" / "en"


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    return load_knowledge(PACK)


@pytest.fixture(scope="session")
def conversation(knowledge: KnowledgeBase) -> Conversation:
    return Conversation(knowledge)


@pytest.fixture
def wording(knowledge: KnowledgeBase) -> Wording:
    """The sentences of the pack that belong to no topic."""
    return knowledge.wording


@pytest.fixture(autouse=True)
def bot(api: BotApi, conversation: Conversation) -> Iterator[None]:
    """The bot as people meet it."""
    with RunningBot(make_application(Spoken(conversation), api.token, api.url, pace=unhurried())):
        yield


def title(person: Person) -> str:
    """The first line of what a person was told last."""
    return person.last.text.partition("\n")[0]


def test_somebody_new_is_told_what_the_bot_is_and_where_to_begin(ana: Person) -> None:
    ana.writes("/start")
    assert "not a doctor" in ana.last.text
    assert "Heavy legs" in ana.last.labels


def test_a_question_is_answered_with_its_danger_signs_and_its_source(ana: Person) -> None:
    ana.writes("why do my legs feel heavy?")
    assert title(ana) == "Heavy legs: why"
    assert ana.last.marked("bold")[0] == "Heavy legs: why"
    assert "⚠️ Get help today" in ana.last.text
    assert ana.last.links
    assert not ana.last.shows_preview


def test_a_button_goes_on_in_the_same_message(ana: Person) -> None:
    ana.writes("why do my legs feel heavy?")
    ana.presses("What helps?")
    assert title(ana) == "Heavy legs: what helps"
    ana.presses("Is it serious?")
    assert title(ana) == "Heavy legs: is it serious?"
    assert len(ana.answers) == 1


def test_a_button_works_as_typed_words_too(ana: Person, ben: Person) -> None:
    ana.writes("why do my legs feel heavy?")
    ana.presses("What helps?")
    ben.writes("why do my legs feel heavy?", "What helps?")
    assert ben.last.text == ana.last.text


def test_a_question_may_go_on_from_the_last_one(ana: Person) -> None:
    ana.writes("why do my legs feel heavy?", "what can I do about it?")
    assert title(ana) == "Heavy legs: what helps"


def test_each_chat_is_about_its_own_matter(ana: Person, ben: Person) -> None:
    ana.writes("why do my legs feel heavy?")
    ben.writes("why do I get cramps at night?")
    ana.writes("what helps?")
    ben.writes("what helps?")
    assert title(ana) == "Heavy legs: what helps"
    assert title(ben) == "Cramps at night: what helps"


def test_starting_anew_forgets_what_was_spoken_of(ana: Person) -> None:
    ana.writes("why do my legs feel heavy?", "/start", "what can I do about it?")
    assert title(ana) != "Heavy legs: what helps"


def test_a_remedy_comes_with_who_should_ask_first(ana: Person) -> None:
    ana.writes("does magnesium help with cramps?")
    assert any(line.startswith("Ask first:") for line in ana.last.marked("italic"))


def test_a_danger_sign_is_answered_with_what_to_do_and_nothing_to_press(ana: Person) -> None:
    ana.writes("one of my legs is suddenly swollen, warm and painful")
    assert title(ana) == "Please get this checked today."
    assert "What to do" in ana.last.marked("bold")
    assert "What not to do" in ana.last.marked("bold")
    assert ana.last.labels == ()


def test_where_it_may_be_grave_the_bot_asks_and_a_yes_is_taken_seriously(ana: Person) -> None:
    ana.writes("my leg is swollen")
    assert ana.last.labels == ("Yes", "No")
    ana.presses("Yes")
    assert title(ana) == "Please get this checked today."
    assert len(ana.answers) == 1


def test_after_a_no_the_safety_line_stays(ana: Person, wording: Wording) -> None:
    ana.writes("my leg is swollen")
    ana.presses("No")
    assert wording.confirm_cleared.partition("{")[0].strip() in ana.last.text


def test_a_button_of_an_older_pack_is_told_in_a_notice(ana: Person, wording: Wording) -> None:
    ana.writes("why do my legs feel heavy?")
    before = ana.last.text
    ana.presses_data("ask:a_topic_since_removed:relief", on=ana.last)
    assert ana.notices == (wording.stale_choice,)
    assert ana.last.text == before


@pytest.mark.parametrize("text", ["<b>why do my legs feel heavy</i>", "why do my legs feel heavy & <tired>?"])
def test_markup_in_a_question_is_only_words(ana: Person, text: str) -> None:
    ana.writes(text)
    assert title(ana) == "Heavy legs: why"


def test_five_thousand_characters_are_answered(ana: Person) -> None:
    ana.writes("why do my legs feel heavy? " * 190)
    assert title(ana).startswith("Heavy legs")


@pytest.mark.parametrize("text", ["what is the capital of France?", "🙃", "...", "ασδφ", "\u202e", "0"])
def test_what_the_bot_does_not_know_it_does_not_answer(ana: Person, text: str) -> None:
    ana.writes(text)
    assert not ana.last.links
    assert ana.last.text


def test_help_is_there_at_any_time(ana: Person, knowledge: KnowledgeBase) -> None:
    ana.writes("why do my legs feel heavy?", "/help")
    assert knowledge.acts["help"].reply.partition("{")[0].strip() in ana.last.text


def test_a_picture_without_words_is_declined(ana: Person, wording: Wording) -> None:
    ana.sends_photo()
    assert ana.last.text == wording.not_text[NotText.PICTURE]


def test_a_conversation_can_go_on_by_buttons_alone(ana: Person) -> None:
    ana.writes("/start")
    for step in range(20):
        choices = [button.label for button in ana.last.buttons if button.data]
        ana.presses(choices[step % len(choices)])
    assert [answer.edits for answer in ana.answers] == [20]
    assert ana.notices == ()
