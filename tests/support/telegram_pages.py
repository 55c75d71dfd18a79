"""What Telegram makes of a rendered reply, without a server in between."""

from __future__ import annotations

import json

from bot.chat.rendering import Page
from tests.support.telegram_chats import Chats, Message
from tests.support.telegram_methods import Methods


def as_shown(page: Page, *, with_markup: bool = True) -> Message:
    """The message that Telegram makes of a page; raises what it has against it."""
    chats = Chats()
    chat = chats.add_chat("Ana")
    parameters = {"chat_id": str(chat.id), "text": page.html if with_markup else page.text}
    if with_markup:
        parameters["parse_mode"] = "HTML"
    if page.keyboard is not None:
        parameters["reply_markup"] = json.dumps(page.keyboard.to_dict())
    Methods(chats).call("sendMessage", parameters)
    return chat.messages[0]
