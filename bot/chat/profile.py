"""What Telegram shows of the bot before anybody has written to it."""

from __future__ import annotations

import structlog
from telegram import BotCommand
from telegram.error import TelegramError

from bot.chat.aliases import ChatApplication, ChatBot
from bot.chat.rendering import clean, shorten
from bot.core.knowledge import KnowledgeBase
from bot.core.languages import Conversations

HELP = "help"

_MAX_DESCRIPTION_UNITS = 512
_MAX_SHORT_DESCRIPTION_UNITS = 120
_MAX_COMMAND_UNITS = 256

_log = structlog.get_logger(__name__)


class Profile:
    """The description and the menu of commands, as the packs word them.

    Those who have set Telegram to the language of a pack see its words, everybody else those of the default one.
    """

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    async def update(self, application: ChatApplication) -> None:
        """Change what Telegram shows where it is out of date. Asking first matters: changes are strictly rationed."""
        _, *others = self._conversations.languages
        try:
            for language in (None, *filter(_has_two_letters, others)):
                knowledge = self._conversations(language).knowledge
                await _describe(application.bot, knowledge, language)
                await _list_commands(application.bot, knowledge, language)
        except TelegramError as error:
            # The bot answers all the same, and the next start tries again.
            _log.warning("profile_not_updated", error=type(error).__name__)


def _has_two_letters(language: str) -> bool:
    """Whether Telegram keeps texts for this language: it knows the codes of ISO 639-1 alone."""
    return len(language) == 2  # noqa: PLR2004 - the name says it


async def _describe(bot: ChatBot, knowledge: KnowledgeBase, language: str | None) -> None:
    description = shorten(clean(knowledge.pack.description), _MAX_DESCRIPTION_UNITS)
    if (await bot.get_my_description(language)).description != description:
        await bot.set_my_description(description, language)
    short = shorten(clean(knowledge.pack.short_description), _MAX_SHORT_DESCRIPTION_UNITS)
    if (await bot.get_my_short_description(language)).short_description != short:
        await bot.set_my_short_description(short, language)


async def _list_commands(bot: ChatBot, knowledge: KnowledgeBase, language: str | None) -> None:
    act = knowledge.acts.get(HELP)
    commands = () if act is None else (BotCommand(HELP, shorten(clean(act.title), _MAX_COMMAND_UNITS)),)
    if await bot.get_my_commands(language_code=language) != commands:
        await bot.set_my_commands(commands, language_code=language)
