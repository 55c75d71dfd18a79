"""What an answer looks like, what stands below it, and how topics are found without a question."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.chat.application import make_application
from bot.chat.voting import Feedback
from bot.content.loader import load_knowledge
from bot.core.conversation import Conversation, State
from bot.core.knowledge import KnowledgeBase, Wording
from bot.core.languages import Spoken
from bot.storage.memory import InMemoryStore
from tests.support.bot_api import BotApi
from tests.support.people import Person
from tests.support.running import RunningBot, patient, unhurried

PACK = Path(__file__).parents[2] / "knowledge" / "en"


@dataclass
class Heard:
    """What people thought of the answers, and what they said was missing."""

    tally: Counter[tuple[str, str]] = field(default_factory=Counter)
    missing: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    async def count(self, what: str, subject: str, by: int) -> None:
        self.tally[what, subject] += by

    async def collect(self, _: int, text: str, topics: tuple[str, ...]) -> None:
        self.missing.append((text, topics))


@pytest.fixture(scope="session")
def conversation() -> Conversation:
    return Conversation(load_knowledge(PACK))


@pytest.fixture
def knowledge(conversation: Conversation) -> KnowledgeBase:
    return conversation.knowledge


@pytest.fixture
def wording(knowledge: KnowledgeBase) -> Wording:
    return knowledge.wording


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def collects() -> bool:
    """Whether the operator has what was missing collected."""
    return True


@pytest.fixture(autouse=True)
def bot(api: BotApi, conversation: Conversation, heard: Heard, collects: bool) -> Iterator[None]:
    feedback = Feedback(heard.count, heard.collect if collects else None)
    application = make_application(
        Spoken(conversation), api.token, api.url, pace=unhurried(), flood=patient(), feedback=feedback
    )
    with RunningBot(application):
        yield


def title(person: Person) -> str:
    return person.last.text.partition("\n")[0]


def test_an_answer_is_short_and_the_rest_of_it_folded(ana: Person) -> None:
    ana.writes("why do my legs feel heavy?")
    (folded,) = ana.last.marked("expandable_blockquote")
    assert folded.startswith("• ")
    assert len(ana.last.text) - len(folded) < 450
    assert "⚠️" not in folded
    assert "Source:" not in folded


def test_nothing_is_left_out_of_what_is_folded_so_there_is_no_button_for_more(
    ana: Person, conversation: Conversation, wording: Wording
) -> None:
    ana.writes("/topics")
    ana.presses_data(long_answer(conversation), on=ana.last)
    assert wording.more not in ana.last.labels


def test_no_more_than_two_rows_of_choices_and_one_for_feedback_stand_below_an_answer(ana: Person) -> None:
    ana.writes("why do my legs feel heavy?")
    *choices, feedback = ana.last.rows
    assert len(choices) == 2
    assert [button.label for button in feedback] == ["Helpful", "Not helpful", "Share"]


def test_a_danger_sign_is_not_folded_and_nobody_is_asked_whether_it_helped(ana: Person) -> None:
    ana.writes("one of my legs is suddenly swollen, warm and painful")
    assert ana.last.marked("expandable_blockquote") == ()
    assert ana.last.rows == ()


def test_yes_to_a_danger_sign_is_red_and_no_is_green(ana: Person) -> None:
    ana.writes("my leg is swollen")
    assert [(button.label, button.style) for button in ana.last.buttons] == [("Yes", "danger"), ("No", "success")]


def test_a_vote_is_counted_and_thanked_for_where_it_was_given(ana: Person, heard: Heard) -> None:
    ana.writes("why do my legs feel heavy?")
    choices = ana.last.rows[:-1]
    ana.presses("Helpful")
    assert heard.tally == {("helpful", "heavy_legs"): 1}
    assert ana.last.rows[:-1] == choices
    assert [button.label for button in ana.last.rows[-1]] == ["Thank you", "Not helpful", "Share"]
    assert len(ana.answers) == 1


def test_a_second_vote_takes_the_place_of_the_first(ana: Person, heard: Heard) -> None:
    ana.writes("why do my legs feel heavy?")
    for label in ("Not helpful", "Helpful", "Thank you"):
        ana.presses(label, on=ana.answers[0])
    assert +heard.tally == {("helpful", "heavy_legs"): 1}


def test_two_quick_taps_count_once(ana: Person, heard: Heard) -> None:
    ana.writes("why do my legs feel heavy?")
    data = ana.last.rows[-1][0].data
    ana.presses_data(data, on=ana.last)
    ana.presses_data(data, on=ana.last)
    assert heard.tally == {("helpful", "heavy_legs"): 1}


def test_a_vote_on_a_message_that_is_gone_does_no_harm(api: BotApi, ana: Person, wording: Wording) -> None:
    ana.writes("why do my legs feel heavy?")
    gone = ana.last
    ana.deletes(gone)
    ana.presses("Helpful", on=gone)
    assert ana.notices == (wording.vote_counted,)
    assert [call.refused for call in api.complaints] == ["Bad Request: message to edit not found"]
    api.complaints.clear()


def test_another_answer_in_the_same_place_can_be_voted_on_too(ana: Person, heard: Heard) -> None:
    ana.writes("why do my legs feel heavy?")
    ana.presses("Helpful")
    ana.presses("What helps?")
    ana.presses("Helpful")
    assert heard.tally == {("helpful", "heavy_legs"): 2}


def test_who_was_not_helped_may_say_what_was_missing(ana: Person, heard: Heard, wording: Wording) -> None:
    ana.writes("why do my legs feel heavy?")
    ana.presses("Not helpful")
    assert ana.last.asks_for_reply
    assert "Heavy legs" in ana.last.text
    ana.replies("nothing about long flights", to=ana.last)
    assert heard.missing == [("nothing about long flights", ("heavy_legs",))]
    assert ana.last.text == wording.missing_thanks


def test_who_was_asked_what_was_missing_may_just_ask_on(ana: Person, heard: Heard) -> None:
    ana.writes("why do my legs feel heavy?")
    ana.presses("Not helpful")
    ana.writes("what helps?")
    assert title(ana) == "Heavy legs: what helps"
    assert heard.missing == []


def test_a_danger_sign_in_what_was_missing_is_answered_as_one_and_not_collected(ana: Person, heard: Heard) -> None:
    ana.writes("why do my legs feel heavy?")
    ana.presses("Not helpful")
    ana.replies("my left calf is suddenly swollen, hot and painful", to=ana.last)
    assert title(ana) == "Please get this checked today."
    assert heard.missing == []


@pytest.mark.parametrize("collects", [False])
def test_nobody_is_asked_what_was_missing_where_it_is_not_collected(ana: Person, heard: Heard) -> None:
    ana.writes("why do my legs feel heavy?")
    ana.presses("Not helpful")
    assert len(ana.answers) == 1
    assert heard.tally == {("unhelpful", "heavy_legs"): 1}


def test_the_buttons_for_feedback_work_as_typed_words(ana: Person, heard: Heard) -> None:
    ana.writes("why do my legs feel heavy?", "not helpful", "Helpful!", "share")
    assert +heard.tally == {("helpful", "heavy_legs"): 1}
    assert ana.last.text.endswith("https://t.me/test_bot?start=heavy_legs")


def test_a_topic_is_shared_by_a_link_that_opens_it(ana: Person, ben: Person) -> None:
    ana.writes("why do my legs feel heavy?")
    (address,) = ana.last.shares
    link = parse_qs(urlsplit(address).query)["url"][0]
    (payload,) = parse_qs(urlsplit(link).query)["start"]
    ben.writes(f"/start {payload}")
    assert title(ben) == "Heavy legs"


def test_a_link_of_a_topic_that_is_no_more_greets(ana: Person, wording: Wording) -> None:
    ana.writes("/start a_topic_since_removed")
    assert ana.last.text.startswith(wording.start.partition("{")[0].strip())


def test_the_link_to_the_tips_leads_to_them(ana: Person, ben: Person) -> None:
    ana.writes("/start tips")
    ben.writes("/subscribe")
    assert ana.last.text == ben.last.text


def test_every_topic_is_two_taps_away(ana: Person, knowledge: KnowledgeBase) -> None:
    ana.writes("/topics")
    reached = set[str]()
    for kind in ana.last.labels:
        ana.presses(kind)
        if title(ana) not in {topic.title for topic in knowledge.topics.values()}:
            reached.update(button.data.split(":")[1] for button in ana.last.buttons if button.data.startswith("ask:"))
            ana.presses("All topics")
        else:
            reached.add(ana.last.rows[-1][0].data.split(":")[1])
            ana.writes("/topics")
    assert reached == set(knowledge.topics)


def test_the_list_of_topics_works_as_typed_words(ana: Person, knowledge: KnowledgeBase) -> None:
    ana.writes("All topics", "What may help", "Magnesium")
    assert title(ana) == knowledge.topics["magnesium"].title


def test_plain_messages_have_no_emoji_and_nothing_folded_until_they_are_taken_back(ana: Person) -> None:
    ana.writes("/plain", "why do my legs feel heavy?")
    assert "⚠" not in ana.last.text
    assert ana.last.marked("expandable_blockquote") == ()
    ana.writes("/start", "why do my legs feel heavy?")
    assert "⚠" not in ana.last.text
    ana.writes("/plain", "why do my legs feel heavy?")
    assert "⚠" in ana.last.text


@pytest.mark.parametrize("words", ["no emojis please", "Plain text", "I use a screen reader."])
def test_plain_messages_can_be_asked_for_in_words(ana: Person, words: str) -> None:
    ana.writes(words, "why do my legs feel heavy?")
    assert "⚠" not in ana.last.text
    ana.writes("emojis back on", "why do my legs feel heavy?")
    assert "⚠" in ana.last.text


def test_pieces_of_a_question_written_in_a_burst_get_one_answer(ana: Person) -> None:
    ana.writes("my calf", "hurts", "at night")
    assert [answer.text.partition(":")[0] for answer in ana.answers] == ["Aching, tired legs"]


def test_a_danger_sign_that_only_the_pieces_together_show_is_seen(ana: Person) -> None:
    ana.writes("my left calf", "is suddenly swollen", "and hot")
    assert title(ana) == "Please get this checked today."


def long_answer(conversation: Conversation) -> str:
    """The choice of an answer that is too long to be shown at once."""
    for topic in conversation.knowledge.topics.values():
        for aspect in topic.aspects:
            reply = conversation.choose(f"ask:{topic.id}:{aspect}", State(), datetime.now(UTC)).reply
            if any(choice.id.startswith("more:") for choice in reply.choices):
                return f"ask:{topic.id}:{aspect}"
    raise AssertionError("every answer is short")


def test_a_plain_answer_shows_the_rest_on_a_tap(ana: Person, conversation: Conversation, wording: Wording) -> None:
    ana.writes("/plain", "/topics")
    ana.presses_data(long_answer(conversation), on=ana.last)
    first = ana.last.text
    assert wording.more in ana.last.labels
    ana.presses(wording.more)
    assert len(ana.last.text) > len(first)
    assert ana.last.marked("expandable_blockquote") == ()


def test_the_words_on_every_button_are_words(ana: Person) -> None:
    ana.writes("/start", "/topics", "/help", "why do my legs feel heavy?", "my leg is swollen")
    labels = {label for answer in ana.answers for label in answer.labels}
    assert labels
    assert all(any(char.isalpha() for char in label) for label in labels)


def test_votes_are_counted_in_the_store(conversation: Conversation) -> None:
    store = InMemoryStore()
    with BotApi() as another_api:
        cleo = another_api.person("Cleo")
        with RunningBot(make_application(Spoken(conversation), another_api.token, another_api.url, store=store)):
            cleo.writes("why do my legs feel heavy?")
            cleo.presses("Helpful")
    counts = asyncio.run(store.counts(date.min))
    found = {(what, subject): number for (_, what, subject), number in counts.items()}
    assert found == {("answer", "heavy_legs"): 1, ("helpful", "heavy_legs"): 1, ("person", ""): 1}
