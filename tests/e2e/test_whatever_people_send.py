"""Everything people send gets a sensible reply."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.chat.application import make_application
from bot.core.knowledge import NotText, Wording
from bot.core.languages import Spoken
from tests.support.bot_api import BotApi
from tests.support.people import Person
from tests.support.running import RunningBot, unhurried
from tests.support.talk import bread

FILE = {"file_id": "f", "file_unique_id": "f"}
PICTURE = {**FILE, "width": 90, "height": 90}


@pytest.fixture
def wording() -> Wording:
    return bread().knowledge.wording


@pytest.fixture(autouse=True)
def bot(api: BotApi) -> Iterator[None]:
    """The bot with a small pack."""
    with RunningBot(make_application(Spoken(bread()), api.token, api.url, pace=unhurried())):
        yield


def title(person: Person) -> str:
    return person.last.text.partition("\n")[0]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ({"voice": {**FILE, "duration": 3}}, NotText.VOICE),
        ({"video_note": {**FILE, "length": 9, "duration": 3}}, NotText.VOICE),
        ({"photo": [PICTURE]}, NotText.PICTURE),
        ({"video": {**PICTURE, "duration": 3}}, NotText.PICTURE),
        ({"sticker": {**PICTURE, "type": "regular", "is_animated": False, "is_video": False}}, NotText.STICKER),
        ({"location": {"latitude": 52.5, "longitude": 13.4}}, NotText.LOCATION),
        ({"contact": {"phone_number": "123", "first_name": "Zoe"}}, NotText.CONTACT),
        ({"dice": {"emoji": "🎲", "value": 4}}, NotText.OTHER),
        ({"document": FILE}, NotText.OTHER),
    ],
)
def test_what_holds_no_words_is_declined_in_its_own_way(
    ana: Person, wording: Wording, content: dict[str, object], what: NotText
) -> None:
    ana.sends(content)
    assert [answer.text for answer in ana.answers] == [wording.not_text[what]]


def test_what_the_library_cannot_read_is_declined_too(ana: Person, wording: Wording) -> None:
    ana.sends({"poll": {"id": "1", "question": "as polls were before the library's time"}})
    assert [answer.text for answer in ana.answers] == [wording.not_text[NotText.OTHER]]


def test_an_album_is_declined_once(ana: Person, wording: Wording) -> None:
    for _ in range(3):
        ana.sends({"photo": [PICTURE], "media_group_id": "holidays"})
    assert [answer.text for answer in ana.answers] == [wording.not_text[NotText.PICTURE]]


def test_of_an_album_with_words_below_it_the_words_are_answered(ana: Person) -> None:
    ana.sends({"photo": [PICTURE], "media_group_id": "loaves", "caption": "why is my loaf so dense?"})
    ana.sends({"photo": [PICTURE], "media_group_id": "loaves"})
    assert [answer.text.partition("\n")[0] for answer in ana.answers] == ["Dense bread: why"]


def test_a_forwarded_question_is_answered(ana: Person) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Zoe", "date": 1}
    ana.sends({"text": "why is my loaf so dense?", "forward_origin": origin})
    assert title(ana) == "Dense bread: why"


def test_a_corrected_question_is_answered_in_the_place_of_the_first_answer(ana: Person) -> None:
    ana.writes("why is my loaf so dense?")
    ana.edits("why is my dough so sticky?")
    assert [answer.text.partition("\n")[0] for answer in ana.answers] == ["Sticky dough: why"]


def test_a_correction_begins_from_where_the_question_did(ana: Person) -> None:
    ana.writes("why is my loaf so dense?")
    ana.lets_pass(60)
    ana.writes("why is my dough so sticky?")
    ana.edits("what helps?")
    assert title(ana) == "Dense bread: what helps"


def test_a_danger_sign_in_a_correction_comes_as_a_message_of_its_own(ana: Person) -> None:
    ana.writes("why is my loaf so dense?")
    ana.edits("my throat is swelling after the bread and I cannot breathe")
    assert len(ana.answers) == 2
    assert "112" in ana.last.text


def test_a_question_whose_first_piece_says_too_little_gets_one_answer(ana: Person) -> None:
    ana.writes("why is", "my loaf so dense?")
    assert [answer.text.partition("\n")[0] for answer in ana.answers] == ["Dense bread: why"]


def test_two_questions_in_a_burst_get_an_answer_each_in_their_order(ana: Person) -> None:
    ana.writes("why is my loaf so dense?", "how do I stop dough sticking?")
    assert [answer.text.partition(":")[0] for answer in ana.answers] == ["Dense bread", "Sticky dough"]


def test_what_is_written_later_is_no_piece_of_the_question(ana: Person) -> None:
    ana.writes("my loaf")
    ana.lets_pass(60)
    ana.writes("xyzzy")
    assert len(ana.answers) == 2


def test_a_reply_to_an_earlier_answer_is_about_its_topic(ana: Person) -> None:
    ana.writes("why is my loaf so dense?")
    ana.lets_pass(60)
    ana.writes("why is my dough so sticky?")
    ana.lets_pass(60)
    ana.replies("what helps?", to=ana.answers[0])
    assert title(ana) == "Dense bread: what helps"


@pytest.mark.parametrize(
    ("typed", "meant"), [("/topcis", "/topics"), ("/HLEP", "/help"), ("/subscribed", "/subscribe")]
)
def test_a_misspelt_command_is_met_with_the_one_that_was_meant(
    ana: Person, wording: Wording, typed: str, meant: str
) -> None:
    ana.writes(typed)
    assert ana.last.text == wording.nearest_command.format(command=meant)


@pytest.mark.parametrize("typed", ["/cancel the daily tips", "/END my subscription"])
def test_a_command_that_plainly_ends_the_tips_ends_them_though_it_is_none(ana: Person, typed: str) -> None:
    ana.writes("/subscribe at 8 in Oslo")
    ana.lets_pass(60)
    ana.writes(typed)
    ana.lets_pass(60)
    ana.writes("/settings")
    assert ana.last.labels == ("A tip every day",)


def test_a_command_that_is_like_no_other_is_told_of(ana: Person, wording: Wording) -> None:
    ana.writes("/xyzzy")
    assert ana.last.text == wording.unknown_command.format(emergency="112")


def test_the_name_of_a_topic_is_a_command(ana: Person) -> None:
    ana.writes("/dense_bread")
    assert title(ana) == "Dense bread"


def test_a_question_with_a_slash_before_it_is_a_question(ana: Person) -> None:
    ana.writes("/why is my loaf so dense")
    assert title(ana) == "Dense bread: why"


def test_a_danger_sign_behind_a_slash_is_still_one(ana: Person) -> None:
    ana.writes("/help my throat is swelling after the bread and I cannot breathe")
    assert "112" in ana.last.text


def test_a_command_that_names_this_bot_is_obeyed_and_one_for_another_is_told(ana: Person, wording: Wording) -> None:
    ana.writes("/dense_bread@Test_Bot", "/dense_bread@other_bot")
    assert [answer.text.partition("\n")[0] for answer in ana.answers] == ["Dense bread", wording.command_for_another]


def test_an_update_of_which_nothing_can_be_read_is_passed_over(api: BotApi, ana: Person) -> None:
    ana.writes("why is my loaf so dense?")
    unreadable = api.chats.add_update(ana.chat, "message", {"text": "no id, no date, no chat"})
    assert unreadable is not None
    ana.writes("why is my dough so sticky?")
    ana.wait_until(lambda: not api.chats.is_pending(unreadable), "the bot to confirm what it cannot read")
    assert title(ana) == "Sticky dough: why"


def test_only_unreadable_updates_do_not_keep_the_bot_busy(api: BotApi, ana: Person) -> None:
    unreadable = api.chats.add_update(ana.chat, "message", {"text": "no id, no date, no chat"})
    assert unreadable is not None
    ana.wait_until(lambda: not api.chats.is_pending(unreadable), "the bot to confirm what it cannot read")
    assert len(api.calls_of("getUpdates")) < 10


def test_who_writes_without_end_is_told_once_and_keeps_nobody_waiting(
    api: BotApi, ana: Person, ben: Person, wording: Wording
) -> None:
    ana.writes(*(f"/dense_bread{' ' * number}" for number in range(300)), waits=False)
    ben.writes("why is my dough so sticky?")
    assert title(ben) == "Sticky dough: why"
    ana.writes("why is my loaf so dense?")
    texts = [answer.text for answer in ana.answers]
    assert texts.count(wording.too_fast.format(emergency="112")) == 1
    assert len(texts) < 60
