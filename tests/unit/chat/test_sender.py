"""A reply gets to its person, whatever Telegram has against it at first; waiting is recorded, not done."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import ExtBot

from bot.chat.pace import Pace
from bot.chat.rendering import render
from bot.chat.sender import LONGEST_WAIT, Sender
from bot.core.replies import Choice
from tests.support.bot_api import (
    LOST_REQUEST,
    LOST_RESPONSE,
    BotApi,
    Fault,
    markup_refused,
    server_error,
    too_many_requests,
)
from tests.support.echo import say
from tests.support.people import Person

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")

HELLO = render(say("Hello & welcome", Choice("act:help", "Help")))
BYE = render(say("Bye"))


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture
def ana(api: BotApi) -> Person:
    return api.person("Ana")


@pytest.fixture
def pauses() -> list[float]:
    """The seconds that the sender would have waited."""
    return []


@pytest.fixture
async def sender(api: BotApi, pauses: list[float]) -> AsyncIterator[Sender]:
    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    pace = Pace(clock=lambda: sum(pauses), sleep=pause)
    async with ExtBot(api.token, f"{api.url}/bot", f"{api.url}/file/bot") as bot:
        yield Sender(bot, pace, pause)


async def test_a_reply_is_sent(sender: Sender, ana: Person) -> None:
    await sender.send(ana.chat.id, HELLO)
    assert (ana.last.text, ana.last.labels) == ("Hello & welcome", ("Help",))


async def test_a_demand_to_wait_is_obeyed_to_the_second(
    api: BotApi, sender: Sender, ana: Person, pauses: list[float]
) -> None:
    api.fail("sendMessage", too_many_requests(17))
    await sender.send(ana.chat.id, HELLO)
    assert len(ana.answers) == 1
    assert pauses == [17.0]


async def test_nobody_waits_longer_than_a_person_would(
    api: BotApi, sender: Sender, ana: Person, pauses: list[float]
) -> None:
    api.fail("sendMessage", too_many_requests(int(LONGEST_WAIT) + 1))
    with pytest.raises(RetryAfter):
        await sender.send(ana.chat.id, HELLO)
    assert pauses == []


async def test_what_telegram_demands_of_one_reply_holds_for_the_next(
    api: BotApi, sender: Sender, ana: Person, pauses: list[float]
) -> None:
    api.fail("sendMessage", too_many_requests(int(LONGEST_WAIT) + 1))
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await sender.send(ana.chat.id, HELLO)
    assert len(api.calls_of("sendMessage")) == 1
    pauses.append(2.0)
    await sender.send(ana.chat.id, HELLO)
    assert pauses == [2.0, LONGEST_WAIT - 1]


async def test_many_messages_to_one_chat_take_their_time(sender: Sender, ana: Person, pauses: list[float]) -> None:
    for _ in range(2):
        await sender.send(ana.chat.id, HELLO)
        await sender.edit(ana.chat.id, ana.last.id, BYE)
        await sender.tell(ana.chat.id, "Bye")
    assert pauses == [3.0]


@pytest.mark.parametrize("fault", [server_error(), LOST_REQUEST])
async def test_two_faults_of_the_network_are_got_over(
    api: BotApi, sender: Sender, ana: Person, pauses: list[float], fault: Fault
) -> None:
    api.fail("sendMessage", fault, fault)
    await sender.send(ana.chat.id, HELLO)
    assert len(ana.answers) == 1
    assert pauses == sorted(pauses)
    assert len(pauses) == 2


async def test_a_third_fault_is_reported(api: BotApi, sender: Sender, ana: Person) -> None:
    api.fail("sendMessage", server_error(), server_error(), server_error())
    with pytest.raises(NetworkError):
        await sender.send(ana.chat.id, HELLO)
    assert ana.answers == ()


async def test_a_lost_response_is_worth_a_repetition_to_somebody_who_waits_for_an_answer(
    api: BotApi, sender: Sender, ana: Person
) -> None:
    api.fail("sendMessage", LOST_RESPONSE)
    await sender.send(ana.chat.id, HELLO)
    assert len(ana.answers) == 2


async def test_refused_markup_is_sent_as_the_same_words_without_it(api: BotApi, sender: Sender, ana: Person) -> None:
    api.fail("sendMessage", markup_refused())
    await sender.send(ana.chat.id, HELLO)
    assert (ana.last.text, ana.last.labels) == ("Hello & welcome", ("Help",))
    assert [call.params.get("parse_mode") for call in api.calls_of("sendMessage")] == ["HTML", None]


async def test_a_refusal_that_repeating_does_not_mend_is_not_repeated(
    api: BotApi, sender: Sender, pauses: list[float]
) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await sender.send(1, HELLO)
    assert pauses == []
    assert len(api.calls_of("sendMessage")) == 1


async def test_whoever_has_blocked_the_bot_is_left_in_peace(api: BotApi, sender: Sender, ana: Person) -> None:
    await sender.send(ana.chat.id, HELLO)
    sent = ana.last
    ana.blocks_the_bot()
    await sender.send(ana.chat.id, HELLO)
    await sender.edit(ana.chat.id, sent.id, BYE)
    await sender.tell(ana.chat.id, "Bye")
    assert [call.refused for call in api.complaints] == ["Forbidden: bot was blocked by the user"] * 3


async def test_a_reply_takes_the_place_of_a_message(sender: Sender, ana: Person) -> None:
    await sender.send(ana.chat.id, HELLO)
    await sender.edit(ana.chat.id, ana.last.id, BYE)
    assert [(answer.text, answer.labels) for answer in ana.answers] == [("Bye", ())]


async def test_the_same_reply_once_more_changes_nothing(sender: Sender, ana: Person) -> None:
    await sender.send(ana.chat.id, HELLO)
    await sender.edit(ana.chat.id, ana.last.id, HELLO)
    assert len(ana.answers) == 1


async def test_a_reply_goes_below_a_message_that_can_no_longer_be_edited(sender: Sender, ana: Person) -> None:
    await sender.send(ana.chat.id, HELLO)
    ana.last.can_be_edited = False
    await sender.edit(ana.chat.id, ana.last.id, BYE)
    assert [answer.text for answer in ana.answers] == ["Hello & welcome", "Bye"]


async def test_a_press_that_waited_too_long_to_be_acknowledged_is_no_error(sender: Sender) -> None:
    await sender.acknowledge("77", "Too late")


async def test_a_notice_is_cut_to_what_telegram_shows(api: BotApi, sender: Sender, ana: Person) -> None:
    with api.chats.changed:
        api.chats.unanswered["77"] = ana.chat.id
    await sender.acknowledge("77", "x" * 300)
    assert ana.notices == ("x" * 199 + "…",)


async def test_a_sentence_is_sent_as_it_is_and_cut_to_what_a_message_holds(sender: Sender, ana: Person) -> None:
    await sender.tell(ana.chat.id, "<b>" + "x" * 5000)
    assert ana.last.text.startswith("<b>xxx")
    assert ana.last.text.endswith("x…")
