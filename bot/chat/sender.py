"""Getting a reply to a person, whatever Telegram has against it at first."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar

import structlog
from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter
from telegram.warnings import PTBDeprecationWarning

from bot.chat.aliases import ChatBot
from bot.chat.rendering import MAX_NOTICE_UNITS, MAX_UNITS, Page, render, shorten
from bot.core.replies import Reply

LONGEST_WAIT = 60.0
"""Seconds a reply may be held back on Telegram's demand; for longer nobody sits waiting."""

_WAITS_AFTER_FAULTS = (1.0, 3.0)

# Telegram tells its refusals apart by their wording alone.
_BAD_MARKUP = "can't parse entities"
_UNCHANGED = "message is not modified"
_NOT_EDITABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_QUERY_EXPIRED = "query is too old"

_log = structlog.get_logger(__name__)
_Result = TypeVar("_Result")
_Request = Callable[[str, str | None], Awaitable[object]]


class Sender:
    """Sends replies through `bot`. `pause` waits so many seconds; it is an argument for the tests' sake."""

    def __init__(self, bot: ChatBot, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._bot = bot
        self._pause = pause

    async def send(self, chat_id: int, reply: Reply) -> None:
        """Send the reply as a new message. A person who has blocked the bot is left in peace."""
        page = render(reply)
        try:
            await self._post(page, partial(self._send_once, chat_id, page))
        except Forbidden:
            _log.info("chat_closed_to_us")

    async def edit(self, chat_id: int, message_id: int, reply: Reply) -> None:
        """Put the reply in the place of an earlier message, or below it where that can no longer be edited."""
        page = render(reply)
        try:
            await self._post(page, partial(self._edit_once, chat_id, message_id, page))
        except Forbidden:
            _log.info("chat_closed_to_us")
        except BadRequest as refusal:
            if _says(refusal, *_NOT_EDITABLE):
                await self.send(chat_id, reply)
            elif not _says(refusal, _UNCHANGED):
                raise

    async def tell(self, chat_id: int, text: str) -> None:
        """Send a sentence that is no reply, without markup or buttons."""
        shown = shorten(text, MAX_UNITS)
        try:
            await self._insist(lambda: self._bot.send_message(chat_id, shown))
        except Forbidden:
            _log.info("chat_closed_to_us")

    async def acknowledge(self, query_id: str, notice: str | None = None) -> None:
        """Answer a pressed button, so that it stops spinning, and show the notice if there is one."""
        shown = None if notice is None else shorten(notice, MAX_NOTICE_UNITS)
        try:
            await self._insist(lambda: self._bot.answer_callback_query(query_id, shown))
        except BadRequest as refusal:
            if not _says(refusal, _QUERY_EXPIRED):
                raise

    async def _send_once(self, chat_id: int, page: Page, text: str, parse_mode: str | None) -> None:
        await self._bot.send_message(
            chat_id,
            text,
            parse_mode=parse_mode,
            reply_markup=page.keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    async def _edit_once(self, chat_id: int, message_id: int, page: Page, text: str, parse_mode: str | None) -> None:
        await self._bot.edit_message_text(
            text,
            chat_id,
            message_id,
            parse_mode=parse_mode,
            reply_markup=page.keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    async def _post(self, page: Page, request: _Request) -> None:
        """Make the request with markup; where Telegram cannot read that, make it with the bare words."""
        try:
            await self._insist(lambda: request(page.html, ParseMode.HTML))
        except BadRequest as refusal:
            if not _says(refusal, _BAD_MARKUP):
                raise
            _log.warning("markup_refused")
            await self._insist(lambda: request(page.text, None))

    async def _insist(self, request: Callable[[], Awaitable[_Result]]) -> _Result:
        """Make a request, again after a demand to wait or a fault of the network, but not for ever."""
        for wait in _WAITS_AFTER_FAULTS:
            try:
                return await request()
            except BadRequest:
                raise  # the library counts it as a fault of the network, but it would be refused again
            except (RetryAfter, NetworkError) as fault:
                seconds = _demanded(fault) if isinstance(fault, RetryAfter) else wait
                if seconds > LONGEST_WAIT:
                    raise
                _log.warning("sending_again", error=type(fault).__name__, seconds=seconds)
                await self._pause(seconds)
        return await request()


def _says(refusal: BadRequest, *wordings: str) -> bool:
    return any(wording in refusal.message.lower() for wording in wordings)


def _demanded(refusal: RetryAfter) -> float:
    """The seconds Telegram wants us to wait."""
    with warnings.catch_warnings():
        # The library warns that the attribute's type will change; both types are dealt with here.
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        demanded = refusal.retry_after
    return demanded.total_seconds() if isinstance(demanded, timedelta) else float(demanded)
