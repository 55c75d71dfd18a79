"""Sending a tip: once, and with an honest word on what became of it.

A reply is worth a second try, since somebody waits for it; a tip that came twice would cost a subscriber. So the faults
that are one to the library are told apart here: did the request leave us, and did Telegram turn it down?
"""

from __future__ import annotations

import httpx
import structlog
from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.chat.aliases import ChatBot
from bot.chat.pace import Pace
from bot.chat.refusals import BAD_MARKUP, demanded, says
from bot.chat.rendering import Page, render
from bot.core.ports import Gone, Moved, Refused, Rejected, Result, Sent, TipSender, Unknown
from bot.core.replies import Reply

_SECONDS_TO_CONNECT_AGAIN = 5.0
_SECONDS_WITHOUT_A_DEMAND = 5.0
_SECONDS_FOR_A_NEW_TOKEN = 60.0

_NEVER_LEFT_US = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_TOO_MANY = "too many requests"
_NOBODY_THERE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "group chat was deactivated",
    "message thread not found",
)

_log = structlog.get_logger(__name__)


class TelegramTips(TipSender):
    """Sends tips through `bot`, at the pace shared with replies."""

    def __init__(self, bot: ChatBot, pace: Pace) -> None:
        self._bot = bot
        self._pace = pace

    async def turn(self, chat: int) -> float:
        """Wait until a tip may go to this chat; see `TipSender`."""
        return await self._pace.tip(chat)

    async def send_tip(self, chat: int, thread: int | None, reply: Reply) -> Result:
        """Send it once. Refused markup has surely not arrived, so the bare words go after it."""
        page = render(reply)
        try:
            await self._send(chat, thread, page, page.html, ParseMode.HTML)
        except BadRequest as refusal:
            if not says(refusal, BAD_MARKUP):
                return self._result(refusal, chat)
            _log.warning("markup_refused")
            return await self._send_bare_words(chat, thread, page)
        except TelegramError as error:
            return self._result(error, chat)
        return Sent()

    async def _send_bare_words(self, chat: int, thread: int | None, page: Page) -> Result:
        await self._pace.reply(chat)
        try:
            await self._send(chat, thread, page, page.text, None)
        except TelegramError as error:
            return self._result(error, chat)
        return Sent()

    async def _send(self, chat: int, thread: int | None, page: Page, text: str, parse_mode: str | None) -> None:
        await self._bot.send_message(
            chat,
            text,
            parse_mode=parse_mode,
            message_thread_id=thread,
            reply_markup=page.keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    def _result(self, error: TelegramError, chat: int) -> Result:
        """What became of a tip that ended in this error; a demand to wait holds for all that is sent."""
        result = classify(error)
        if isinstance(error, RetryAfter) and isinstance(result, Refused):
            self._pace.hold(chat, result.retry_after)
        return result


def classify(error: TelegramError) -> Result:
    """What became of a message whose sending ended in this error. Where it is not certain, it is unknown."""
    match error:
        case RetryAfter():
            return Refused(demanded(error), "too_many_requests")
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            return Gone(error.message)
        case BadRequest():
            return Gone(error.message) if says(error, *_NOBODY_THERE) else Rejected(error.message)
        case _:
            return _of_the_way_there(error)


def _of_the_way_there(error: TelegramError) -> Refused | Unknown:
    """Whether a message that had to do with neither its chat nor its content can have arrived."""
    if isinstance(error, InvalidToken):
        return Refused(_SECONDS_FOR_A_NEW_TOKEN, "token_refused")
    if isinstance(error.__cause__, _NEVER_LEFT_US):
        return Refused(_SECONDS_TO_CONNECT_AGAIN, "not_connected")
    if says(error, _TOO_MANY):
        return Refused(_SECONDS_WITHOUT_A_DEMAND, "too_many_requests")
    return Unknown("response_lost" if isinstance(error.__cause__, httpx.HTTPError) else "server_error")
