"""Word to those who run the bot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import structlog
from telegram.error import TelegramError

from bot.chat.sender import Sender

_log = structlog.get_logger(__name__)


def make_tell_admins(sender: Sender, chat_ids: Sequence[int]) -> Callable[[str], Awaitable[None]]:
    """A function that sends a sentence to each of these chats. One that cannot be reached is logged and passed over."""

    async def tell_admins(text: str) -> None:
        for chat_id in chat_ids:
            try:
                await sender.tell(chat_id, text)
            except TelegramError as error:
                _log.error("admin_not_told", error=type(error).__name__)

    return tell_admins
