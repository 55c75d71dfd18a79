"""A tip goes out once, and what became of it is told exactly. Over real HTTP; the faults are those of real servers."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator

import pytest
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.chat.pace import Pace
from bot.chat.tips import TelegramTips, classify
from bot.core.ports import Gone, Moved, Refused, Rejected, Result, Sent, Unknown
from bot.core.replies import Choice
from tests.support.bot_api import (
    LOST_REQUEST,
    LOST_RESPONSE,
    BotApi,
    Fault,
    Held,
    markup_refused,
    server_error,
    too_many_requests,
    upgraded,
)
from tests.support.echo import say
from tests.support.people import Person
from tests.support.telegram_chats import RefusalError

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")

TIP = say("Walk & rest", Choice("tip:more", "Another one"))


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture
def ana(api: BotApi) -> Person:
    return api.person("Ana")


@pytest.fixture
def pace() -> Pace:
    return Pace()


@pytest.fixture
async def tips(api: BotApi, pace: Pace) -> AsyncIterator[TelegramTips]:
    async with ExtBot(api.token, f"{api.url}/bot", f"{api.url}/file/bot") as bot:
        yield TelegramTips(bot, pace)


async def test_a_tip_arrives_with_its_buttons(tips: TelegramTips, ana: Person) -> None:
    assert await tips.send_tip(ana.chat.id, None, TIP) == Sent()
    assert (ana.last.text, ana.last.labels) == ("Walk & rest", ("Another one",))


async def test_a_tip_goes_to_the_topic_of_a_forum_it_was_asked_for_in(
    api: BotApi, tips: TelegramTips, ana: Person
) -> None:
    await tips.send_tip(ana.chat.id, 17, TIP)
    assert [call.params["message_thread_id"] for call in api.calls_of("sendMessage")] == ["17"]


@pytest.mark.parametrize(
    ("fault", "result"),
    [
        (too_many_requests(17), Refused(17.0, "too_many_requests")),
        (RefusalError(429, "Too Many Requests: slow down"), Refused(5.0, "too_many_requests")),
        (RefusalError(401, "Unauthorized"), Refused(60.0, "token_refused")),
        (server_error(), Unknown("server_error")),
        (RefusalError(500, "Internal Server Error"), Unknown("server_error")),
        (RefusalError(504, "Gateway Timeout"), Unknown("server_error")),
        (LOST_REQUEST, Unknown("response_lost")),
        (LOST_RESPONSE, Unknown("response_lost")),
        (RefusalError(403, "Forbidden: user is deactivated"), Gone("Forbidden: user is deactivated")),
        (RefusalError(403, "Forbidden: bot was kicked from the group chat"), None),
        (RefusalError(400, "Bad Request: chat not found"), Gone("Chat not found")),
        (RefusalError(400, "Bad Request: message thread not found"), Gone("Message thread not found")),
        (RefusalError(400, "Bad Request: BUTTON_DATA_INVALID"), Rejected("Button_data_invalid")),
        (upgraded(-1001), Moved(-1001)),
    ],
    ids=repr,
)
async def test_what_telegram_makes_of_a_tip_is_told_apart(
    api: BotApi, tips: TelegramTips, ana: Person, fault: Fault, result: Result | None
) -> None:
    api.fail("sendMessage", fault)
    became = await tips.send_tip(ana.chat.id, None, TIP)
    assert became == result if result else isinstance(became, Gone)
    assert len(api.calls_of("sendMessage")) == 1, "a tip is never tried again here"


async def test_whoever_has_blocked_the_bot_is_gone(tips: TelegramTips, ana: Person) -> None:
    ana.blocks_the_bot()
    assert await tips.send_tip(ana.chat.id, None, TIP) == Gone("Forbidden: bot was blocked by the user")


async def test_refused_markup_is_followed_by_the_bare_words(api: BotApi, tips: TelegramTips, ana: Person) -> None:
    api.fail("sendMessage", markup_refused())
    assert await tips.send_tip(ana.chat.id, None, TIP) == Sent()
    assert (ana.last.text, ana.last.labels) == ("Walk & rest", ("Another one",))


async def test_bare_words_can_get_lost_too(api: BotApi, tips: TelegramTips, ana: Person) -> None:
    api.fail("sendMessage", markup_refused(), LOST_RESPONSE)
    assert await tips.send_tip(ana.chat.id, None, TIP) == Unknown("response_lost")


async def test_no_answer_in_time_leaves_it_unknown(api: BotApi, pace: Pace, ana: Person) -> None:
    slow = Held()
    api.fail("sendMessage", slow)
    request = HTTPXRequest(read_timeout=0.1)
    async with ExtBot(api.token, f"{api.url}/bot", request=request) as bot:
        became = await TelegramTips(bot, pace).send_tip(ana.chat.id, None, TIP)
    slow.release()
    assert became == Unknown("response_lost")


async def test_a_server_that_cannot_be_connected_to_has_got_nothing(api: BotApi, pace: Pace) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # not listening
        async with ExtBot(api.token, f"{api.url}/bot") as bot:
            elsewhere = ExtBot(api.token, f"http://127.0.0.1:{closed.getsockname()[1]}/bot", request=bot.request)
            became = await TelegramTips(elsewhere, pace).send_tip(1, None, TIP)
    assert became == Refused(5.0, "not_connected")


async def test_a_tip_that_got_no_connection_of_ours_has_not_left_us(api: BotApi, pace: Pace, ana: Person) -> None:
    slow = Held()
    api.fail("sendMessage", slow)
    request = HTTPXRequest(connection_pool_size=1, pool_timeout=0.1)
    async with ExtBot(api.token, f"{api.url}/bot", request=request) as bot:
        tips = TelegramTips(bot, pace)
        first = asyncio.create_task(tips.send_tip(ana.chat.id, None, TIP))
        await asyncio.to_thread(slow.reached.wait, 10)
        became = await tips.send_tip(ana.chat.id, None, TIP)
        slow.release()
        assert await first == Sent()
    assert became == Refused(5.0, "not_connected")


async def test_a_demand_to_wait_holds_for_replies_too(api: BotApi, tips: TelegramTips, pace: Pace, ana: Person) -> None:
    api.fail("sendMessage", too_many_requests(17))
    await tips.send_tip(ana.chat.id, None, TIP)
    assert pace.held(ana.chat.id) == pytest.approx(17, abs=1)


async def test_a_tip_waits_for_its_turn(tips: TelegramTips, pace: Pace) -> None:
    pace.hold(1, 30)
    assert await tips.turn(1) == pytest.approx(30, abs=1)
    assert await tips.turn(2) == 0


@pytest.mark.parametrize("error", [NetworkError("of a kind not seen before"), TimedOut(), TelegramError("odd")])
def test_what_nobody_has_thought_of_is_unknown(error: TelegramError) -> None:
    assert isinstance(classify(error), Unknown)
