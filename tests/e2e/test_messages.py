"""How messages travel: in place, in order, once, and whatever Telegram has against them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.chat.application import make_application
from bot.core.knowledge import Source
from bot.core.languages import Spoken
from bot.core.replies import Choice, Paragraph, Reply, ReplyKind, Role
from tests.support.bot_api import LOST_REQUEST, BotApi, Fault, Held, markup_refused, server_error, too_many_requests
from tests.support.echo import CRASH, FAILURE, NOT_TEXT, STALE_CHOICE, Echo, say
from tests.support.people import Person
from tests.support.running import RunningBot, patient, unhurried

LEAFLET = Source(id="leaflet", title="A leaflet", publisher="A clinic", address="https://example.org/?a=1&b=<2>")
FULL = Reply(
    ReplyKind.ANSWER,
    (
        Paragraph(Role.TITLE, "Title"),
        Paragraph(Role.LEAD, "It is < 3 & > 1."),
        Paragraph(Role.POINT, "First"),
        Paragraph(Role.POINT, "Second"),
        Paragraph(Role.CAUTION, "Careful"),
        Paragraph(Role.SAFETY, "See a doctor"),
        Paragraph(Role.SOURCES, "Source: A clinic", (LEAFLET,)),
    ),
    choices=(Choice("say:one", "One"), Choice("say:two", "Two"), Choice("say:three", "A choice of many words")),
)
ENDLESS = Reply(ReplyKind.ANSWER, (Paragraph(Role.LEAD, "x" * 5000), Paragraph(Role.SAFETY, "See a doctor")))
SAME = say("Same", Choice("say:same", "Again"))
MISPRINT = say("Hello", Choice("nobody:home", "Ring"))
SCRIPT = {"everything": FULL, "the end": ENDLESS, "misprint": MISPRINT, "same": SAME, "say:same": SAME}


@pytest.fixture(autouse=True)
def bot(api: BotApi) -> Iterator[None]:
    """A bot that echoes."""
    echo = Echo(SCRIPT)
    with RunningBot(make_application(Spoken(echo), api.token, api.url, pace=unhurried(), flood=patient())):
        yield


def test_who_starts_is_greeted_and_begins_anew(ana: Person) -> None:
    ana.writes("one", "two", "/start", "three")
    assert [answer.text for answer in ana.answers] == ["1: one", "2: two", "Hello.", "1: three"]


def test_help_is_a_choice_and_not_an_utterance(ana: Person) -> None:
    ana.writes("/help")
    assert ana.last.text == "1: help"


def test_a_button_edits_the_message_it_stands_below(ana: Person) -> None:
    ana.writes("hi")
    ana.presses("Louder")
    assert [answer.text for answer in ana.answers] == ["2: loud"]
    assert ana.last.edits == 1


def test_an_older_message_can_be_edited_too(ana: Person) -> None:
    ana.writes("first", "second")
    ana.presses("Louder", on=ana.answers[0])
    assert [answer.text for answer in ana.answers] == ["3: loud", "2: second"]


def test_each_role_has_its_look_and_links_have_no_preview(ana: Person) -> None:
    ana.writes("everything")
    assert ana.last.text == (
        "Title\nIt is < 3 & > 1.\n\n• First\n• Second\n\nCareful\n\n⚠️ See a doctor\n\nSource: A clinic"
    )
    assert ana.last.marked("bold") == ("Title",)
    assert ana.last.marked("italic") == ("Careful",)
    assert ana.last.marked("text_link") == ("A clinic",)
    assert ana.last.links == ("https://example.org/?a=1&b=<2>",)
    assert not ana.last.shows_preview


def test_short_choices_share_a_row(ana: Person) -> None:
    ana.writes("everything")
    rows = [[button.label for button in row] for row in ana.last.rows]
    assert rows == [["One", "Two"], ["A choice of many words"]]


@pytest.mark.parametrize("text", ["<b>&", "</b>", "&lt;i&gt;", "<a href='x'>", "*_`[", "&#0;", "a\u202eb", "<" * 2000])
def test_no_text_is_taken_for_markup(ana: Person, text: str) -> None:
    ana.writes(text)
    assert ana.last.text == f"1: {text}".replace("\u202e", "")
    assert ana.last.entities == ()


def test_a_long_text_is_cut_but_its_safety_line_is_not(ana: Person) -> None:
    ana.writes("the end")
    assert "x…" in ana.last.text
    assert ana.last.text.endswith("See a doctor")


def test_five_thousand_characters_are_answered(ana: Person) -> None:
    ana.writes("y" * 5000)
    assert ana.last.text.startswith("1: yyy")


def test_a_burst_is_answered_in_its_order(ana: Person) -> None:
    words = [f"word{number}" for number in range(150)]
    ana.writes(*words)
    assert [answer.text for answer in ana.answers] == [f"{n}: {word}" for n, word in enumerate(words, start=1)]


def test_a_slow_chat_does_not_keep_another_waiting(api: BotApi, ana: Person, ben: Person) -> None:
    slow = Held()
    api.fail("sendMessage", slow)
    ana.writes(*(f"word{number}" for number in range(50)), waits=False)
    assert slow.reached.wait(20)
    ben.writes("hi", waits=False)
    ben.waits_for_answers(1)
    assert ana.answers == ()
    slow.release()
    ana.waits_for_answers(50)
    assert ana.last.text == "50: word49"


def test_more_waiting_than_telegram_hands_out_do_not_keep_another_waiting(
    api: BotApi, ana: Person, ben: Person
) -> None:
    slow = Held()
    api.fail("sendMessage", slow)
    ana.writes(*(f"word{number}" for number in range(120)), waits=False)
    assert slow.reached.wait(20)
    ben.writes("hi", waits=False)
    ben.waits_for_answers(1)
    slow.release()
    ana.waits_for_answers(120)


def test_the_same_update_twice_is_answered_once(ana: Person) -> None:
    ana.writes("hi")
    ana.repeats_last_update()
    ana.writes("there")
    assert [answer.text for answer in ana.answers] == ["1: hi", "2: there"]


def test_the_words_below_a_picture_are_heard(ana: Person) -> None:
    ana.sends_photo(caption="what is this?")
    assert ana.last.text == "1: what is this?"


def test_what_has_no_words_is_declined(ana: Person) -> None:
    ana.sends_photo()
    ana.sends_voice()
    assert [answer.text for answer in ana.answers] == [NOT_TEXT, NOT_TEXT]


def test_a_corrected_message_is_answered_again(ana: Person) -> None:
    ana.writes("helo")
    ana.edits("hello")
    assert [answer.text for answer in ana.answers] == ["1: hello"]


def test_an_older_message_that_is_corrected_is_answered_below_as_a_reply_to_it(ana: Person) -> None:
    ana.writes("helo", "there")
    ana.edits("hello", instead_of="helo")
    assert [answer.text for answer in ana.answers] == ["1: helo", "2: there", "3: hello"]
    assert ana.last.replies_to is ana.chat.messages[0]


def test_an_unknown_choice_is_told_in_a_notice(ana: Person) -> None:
    ana.writes("misprint")
    ana.presses("Ring")
    assert ana.notices == (STALE_CHOICE,)
    assert ana.last.text == "Hello"


@pytest.mark.parametrize("data", ["", "x", "say:", "SAY:LOUD", "say:loud\n", "../../etc", "say:" + "x" * 61])
def test_a_client_that_lies_about_a_button_gets_the_same_notice(ana: Person, data: str) -> None:
    ana.writes("hi")
    ana.presses_data(data, on=ana.last)
    assert ana.notices == (STALE_CHOICE,)


def test_an_answer_that_changes_nothing_is_fine(api: BotApi, ana: Person) -> None:
    ana.writes("same")
    ana.presses("Again")
    assert [answer.text for answer in ana.answers] == ["Same"]
    assert ["message is not modified" in str(call.refused) for call in api.complaints] == [True]
    api.complaints.clear()


def test_refused_markup_of_an_edit_goes_again_as_plain_words(api: BotApi, ana: Person) -> None:
    ana.writes("hi")
    api.fail("editMessageText", markup_refused())
    ana.presses("Louder")
    assert [answer.text for answer in ana.answers] == ["2: loud"]


def test_a_deleted_message_is_answered_anew(api: BotApi, ana: Person) -> None:
    ana.writes("hi")
    old = ana.last
    ana.deletes(old)
    ana.presses("Louder", on=old)
    assert ana.last.text == "2: loud"
    assert [call.refused for call in api.complaints] == ["Bad Request: message to edit not found"]
    api.complaints.clear()


def test_a_message_the_bot_is_no_longer_told_of_is_still_edited(ana: Person) -> None:
    ana.writes("hi")
    ana.last.is_accessible = False
    ana.presses("Louder")
    assert [answer.text for answer in ana.answers] == ["2: loud"]


def test_an_error_is_told_and_the_chat_goes_on(ana: Person) -> None:
    ana.writes("hi", CRASH, "there")
    assert [answer.text for answer in ana.answers] == ["1: hi", FAILURE, "2: there"]


def test_refused_markup_goes_again_as_plain_words(api: BotApi, ana: Person) -> None:
    api.fail("sendMessage", markup_refused())
    ana.writes("everything")
    assert "It is < 3 & > 1." in ana.last.text
    assert ana.last.entities == ()
    assert ana.last.labels == ("One", "Two", "A choice of many words")


@pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")
def test_telegram_s_demand_to_wait_is_obeyed(api: BotApi, ana: Person) -> None:
    api.fail("sendMessage", too_many_requests(retry_after=1))
    ana.writes("hi")
    assert ana.last.text == "1: hi"


@pytest.mark.parametrize("fault", [server_error(), LOST_REQUEST])
def test_a_fault_of_the_network_is_got_over(api: BotApi, ana: Person, fault: Fault) -> None:
    api.fail("sendMessage", fault)
    ana.writes("hi")
    assert [answer.text for answer in ana.answers] == ["1: hi"]


def test_faults_while_fetching_lose_nothing(api: BotApi, ana: Person) -> None:
    api.fail("getUpdates", server_error(), LOST_REQUEST)
    ana.writes("hi")
    assert [answer.text for answer in ana.answers] == ["1: hi"]


def test_who_blocks_the_bot_is_left_in_peace(api: BotApi, ana: Person, ben: Person) -> None:
    ana.writes("hi")
    ana.blocks_the_bot()
    ana.writes("are you there?")
    ben.writes("hi")
    assert len(api.calls_of("sendMessage")) == 3
    assert ben.last.text == "1: hi"
    assert [call.refused for call in api.complaints] == ["Forbidden: bot was blocked by the user"]
    api.complaints.clear()
