"""Getting a message to a person, whatever Telegram has against it at first."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import structlog
from telegram import ForceReply, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter

from bot.chat.aliases import ChatBot
from bot.chat.pace import Pace
from bot.chat.refusals import BAD_MARKUP, demanded, says
from bot.chat.rendering import MAX_CAPTION_UNITS, MAX_NOTICE_UNITS, MAX_UNITS, Page, shorten

LONGEST_WAIT = 60.0
"""Seconds a reply may be held back on Telegram's demand; for longer nobody sits waiting."""

_MAX_HINT_UNITS = 64
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_WAITS_AFTER_FAULTS = (1.0, 3.0)

_UNCHANGED = "message is not modified"
_NOT_EDITABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_NOT_WRITABLE = ("not enough rights to send", "have no rights to send", "topic_closed", "message thread not found")
_QUERY_EXPIRED = "query is too old"

_log = structlog.get_logger(__name__)
_Result = TypeVar("_Result")


class Sender:
    """Sends messages through `bot` at its `pace`. `pause` waits so many seconds; an argument for the tests' sake."""

    def __init__(self, bot: ChatBot, pace: Pace, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._bot = bot
        self._pace = pace
        self._pause = pause

    async def send(
        self, chat_id: int, page: Page, *, under: int | None = None, thread: int | None = None
    ) -> int | None:
        """Send a new message and return its id.

        It may be a reply to the one with the id `under`, and stand in a `thread`, a topic of a forum.
        A person who has blocked the bot, or a group where it may not write, is left in peace: then it is None. A group
        that has got another id gets it there.
        """
        try:
            message = await self._post(page, partial(self._send_once, chat_id, page, under, thread), chat_id)
        except ChatMigrated as moved:
            return await self.send(moved.new_chat_id, page)
        except Forbidden:
            _log.info("chat_closed_to_us")
            return None
        except BadRequest as refusal:
            if not says(refusal, *_NOT_WRITABLE):
                raise
            _log.info("chat_closed_to_us")
            return None
        return message.message_id

    async def edit(self, chat_id: int, message_id: int, page: Page) -> int | None:
        """Put this in the place of an earlier message, or below it where that can no longer be edited.

        Returns the id of the message where it now stands.
        """
        try:
            await self._post(page, partial(self._edit_once, chat_id, message_id, page), chat_id)
        except Forbidden:
            _log.info("chat_closed_to_us")
        except BadRequest as refusal:
            if says(refusal, *_NOT_EDITABLE):
                return await self.send(chat_id, page)
            if not says(refusal, _UNCHANGED):
                raise
        return message_id

    async def change_buttons(self, chat_id: int, message_id: int, markup: InlineKeyboardMarkup) -> None:
        """Put other buttons below an earlier message. Where that cannot be done, nothing is lost."""
        try:
            await self._insist(
                lambda: self._bot.edit_message_reply_markup(chat_id, message_id, reply_markup=markup), chat_id
            )
        except Forbidden:
            _log.info("chat_closed_to_us")
        except BadRequest as refusal:
            if not says(refusal, _UNCHANGED, *_NOT_EDITABLE):
                raise

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Take back a message of ours. Where that cannot be done, it stays."""
        try:
            await self._insist(lambda: self._bot.delete_message(chat_id, message_id))
        except (BadRequest, Forbidden):
            _log.info("message_not_deleted")

    async def ask(self, chat_id: int, html: str, hint: str) -> None:
        """Send a question that the person's Telegram opens a reply to; `hint` stands in the field until they write."""
        reply = ForceReply(input_field_placeholder=shorten(hint, _MAX_HINT_UNITS))
        try:
            await self._insist(
                lambda: self._bot.send_message(
                    chat_id, html, ParseMode.HTML, reply_markup=reply, link_preview_options=_NO_PREVIEW
                ),
                chat_id,
            )
        except Forbidden:
            _log.info("chat_closed_to_us")

    async def tell(self, chat_id: int, text: str) -> None:
        """Send a sentence that is no reply, without markup or buttons."""
        shown = shorten(text, MAX_UNITS)
        try:
            await self._insist(
                lambda: self._bot.send_message(chat_id, shown, link_preview_options=_NO_PREVIEW), chat_id
            )
        except Forbidden:
            _log.info("chat_closed_to_us")

    async def show(self, chat_id: int, picture: bytes, caption: str) -> None:
        """Send a picture with a text below it."""
        shown = shorten(caption, MAX_CAPTION_UNITS)
        try:
            await self._insist(lambda: self._bot.send_photo(chat_id, picture, shown), chat_id)
        except Forbidden:
            _log.info("chat_closed_to_us")

    async def hand(self, chat_id: int, content: bytes, name: str, caption: str) -> None:
        """Send a file of this name with a text below it."""
        shown = shorten(caption, MAX_CAPTION_UNITS)
        try:
            await self._insist(lambda: self._bot.send_document(chat_id, content, shown, filename=name), chat_id)
        except Forbidden:
            _log.info("chat_closed_to_us")

    async def acknowledge(self, query_id: str, notice: str | None = None) -> None:
        """Answer a pressed button, so that it stops spinning, and show the notice if there is one."""
        shown = None if notice is None else shorten(notice, MAX_NOTICE_UNITS)
        try:
            await self._insist(lambda: self._bot.answer_callback_query(query_id, shown))
        except BadRequest as refusal:
            if not says(refusal, _QUERY_EXPIRED):
                raise

    async def _send_once(
        self, chat_id: int, page: Page, under: int | None, thread: int | None, text: str, parse_mode: str | None
    ) -> Message:
        return await self._bot.send_message(
            chat_id,
            text,
            parse_mode=parse_mode,
            reply_markup=page.keyboard,
            link_preview_options=_NO_PREVIEW,
            message_thread_id=thread,
            reply_parameters=None if under is None else ReplyParameters(under, allow_sending_without_reply=True),
        )

    async def _edit_once(
        self, chat_id: int, message_id: int, page: Page, text: str, parse_mode: str | None
    ) -> Message | bool:
        return await self._bot.edit_message_text(
            text,
            chat_id,
            message_id,
            parse_mode=parse_mode,
            reply_markup=page.keyboard,
            link_preview_options=_NO_PREVIEW,
        )

    async def _post(
        self, page: Page, request: Callable[[str, str | None], Awaitable[_Result]], chat_id: int
    ) -> _Result:
        """Make the request with markup; where Telegram cannot read that, make it with the bare words."""
        try:
            return await self._insist(lambda: request(page.html, ParseMode.HTML), chat_id)
        except BadRequest as refusal:
            if not says(refusal, BAD_MARKUP):
                raise
            _log.warning("markup_refused")
            return await self._insist(lambda: request(page.text, None), chat_id)

    async def _insist(self, request: Callable[[], Awaitable[_Result]], chat_id: int | None = None) -> _Result:
        """Make a request, again after a demand to wait or a fault of the network, but not for ever.

        What puts something into a chat names it, and goes when it is its turn.
        """
        for wait in _WAITS_AFTER_FAULTS:
            await self._turn(chat_id)
            try:
                return await request()
            except BadRequest:
                raise  # the library counts it as a fault of the network, but it would be refused again
            except RetryAfter as refusal:
                await self._wait_as_demanded(refusal, chat_id)
            except NetworkError as fault:
                _log.warning("sending_again", error=type(fault).__name__, seconds=wait)
                await self._pause(wait)
        await self._turn(chat_id)
        return await request()

    async def _turn(self, chat_id: int | None) -> None:
        """Wait for the turn of a message to this chat. Raises RetryAfter where Telegram wants it to be too long."""
        if chat_id is None:
            return
        if (seconds := self._pace.held(chat_id)) > LONGEST_WAIT:
            raise RetryAfter(math.ceil(seconds))
        await self._pace.reply(chat_id)

    async def _wait_as_demanded(self, refusal: RetryAfter, chat_id: int | None) -> None:
        """Wait, or see to it that the turn comes no sooner. Raises the refusal where nobody would sit waiting."""
        seconds = demanded(refusal)
        if chat_id is not None:
            self._pace.hold(chat_id, seconds)
        if seconds > LONGEST_WAIT:
            raise refusal
        _log.warning("sending_again", error=type(refusal).__name__, seconds=seconds)
        if chat_id is None:
            await self._pause(seconds)
