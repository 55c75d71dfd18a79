"""Links that open the private chat with the bot."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.helpers import create_deep_linked_url

from bot.core.knowledge import KnowledgeBase
from bot.core.replies import Reply


def private_link(username: str, reply: Reply | None, knowledge: KnowledgeBase) -> str:
    """The address of the private chat, at the topic of this reply where it has one."""
    topic = reply.topics[0] if reply is not None and reply.topics and reply.topics[0] in knowledge.topics else None
    return create_deep_linked_url(username, topic)


def private_button(username: str, reply: Reply | None, knowledge: KnowledgeBase) -> InlineKeyboardMarkup:
    """A button that leads there."""
    url = private_link(username, reply, knowledge)
    return InlineKeyboardMarkup([[InlineKeyboardButton(knowledge.wording.open_privately, url=url)]])
