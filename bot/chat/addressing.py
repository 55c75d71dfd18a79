"""Which messages in a group are meant for the bot, whether or not Telegram shows it all the others too."""

from __future__ import annotations

from telegram import Message, User
from telegram.constants import MessageEntityType

from bot.chat.commands import Typed, read_command


def words_for(message: Message, bot: User) -> str | None:
    """The words of a message that are meant for the bot, without its name; None where none are.

    They are meant for it in a command that does not name another bot, with its name in them, or in a reply to it.
    """
    text = message.text or message.caption or ""
    if message.via_bot is not None or message.is_automatic_forward or not text:
        return None
    names = _names_of(message, bot)
    for name in names:
        text = text.replace(name, " ")
    command = read_command(text)
    if command is not None:
        return text.strip() if names or command.is_for(bot.username or "") else None
    return text.strip() if names or _answers(message, bot) else None


def speaker_of(message: Message) -> int:
    """Who speaks: a person, or the group or channel in whose name somebody does."""
    if message.sender_chat is not None:
        return message.sender_chat.id
    return message.from_user.id if message.from_user is not None else message.chat_id


def thread_of(message: Message) -> int | None:
    """The topic of a forum that a message stands in."""
    return message.message_thread_id if message.is_topic_message else None


def names_the_bot(command: Typed, bot: User) -> bool:
    """Whether a command says which bot it is for."""
    return command.bot is not None and command.is_for(bot.username or "")


def _names_of(message: Message, bot: User) -> tuple[str, ...]:
    """The mentions of the bot, as they were typed."""
    kinds: list[str | None] = [MessageEntityType.MENTION, MessageEntityType.TEXT_MENTION]
    found = message.parse_entities(kinds) if message.text else message.parse_caption_entities(kinds)
    own = f"@{bot.username}".casefold()
    return tuple(
        text
        for entity, text in found.items()
        if text.casefold() == own or (entity.user is not None and entity.user.id == bot.id)
    )


def _answers(message: Message, bot: User) -> bool:
    """Whether a message replies to one of the bot's. In a topic of a forum all reply to its opening: that is none."""
    answered = message.reply_to_message
    if answered is None or answered.from_user is None or answered.forum_topic_created is not None:
        return False
    return answered.from_user.id == bot.id
