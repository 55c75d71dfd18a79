"""What Telegram shows of the bot before anybody has written to it."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from telegram import BotCommand
from telegram.error import TelegramError

from bot.chat.aliases import ChatApplication, ChatBot
from bot.chat.rendering import clean, shorten
from bot.core.conversation import Conversation
from bot.core.knowledge import KnowledgeBase

HELP = "help"

_MAX_DESCRIPTION_UNITS = 512
_MAX_SHORT_DESCRIPTION_UNITS = 120
_MAX_COMMAND_UNITS = 256

_log = structlog.get_logger(__name__)


class Profile:
    """The description and the menu of commands, as the pack words them."""

    def __init__(self, conversation: Callable[[], Conversation]) -> None:
        self._conversation = conversation

    async def update(self, application: ChatApplication) -> None:
        """Change what Telegram shows where it is out of date. Asking first matters: changes are strictly rationed."""
        knowledge = self._conversation().knowledge
        try:
            await _describe(application.bot, knowledge)
            await _list_commands(application.bot, knowledge)
        except TelegramError as error:
            # The bot answers all the same, and the next start tries again.
            _log.warning("profile_not_updated", error=type(error).__name__)


async def _describe(bot: ChatBot, knowledge: KnowledgeBase) -> None:
    description = shorten(clean(knowledge.pack.description), _MAX_DESCRIPTION_UNITS)
    if (await bot.get_my_description()).description != description:
        await bot.set_my_description(description)
    short = shorten(clean(knowledge.pack.short_description), _MAX_SHORT_DESCRIPTION_UNITS)
    if (await bot.get_my_short_description()).short_description != short:
        await bot.set_my_short_description(short)


async def _list_commands(bot: ChatBot, knowledge: KnowledgeBase) -> None:
    act = knowledge.acts.get(HELP)
    commands = () if act is None else (BotCommand(HELP, shorten(clean(act.title), _MAX_COMMAND_UNITS)),)
    if await bot.get_my_commands() != commands:
        await bot.set_my_commands(commands)
