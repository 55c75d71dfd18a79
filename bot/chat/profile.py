"""What Telegram shows of the bot before anybody has written to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial

import structlog
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    MenuButtonCommands,
)
from telegram.error import TelegramError

from bot.chat.aliases import ChatApplication, ChatBot
from bot.chat.commands import commands_of
from bot.chat.rendering import clean, shorten
from bot.core.knowledge import Command, KnowledgeBase
from bot.core.languages import Conversations

_MAX_DESCRIPTION_UNITS = 512
_MAX_SHORT_DESCRIPTION_UNITS = 120
_MAX_COMMAND_UNITS = 256

_IN_GROUPS = (Command.TOPICS, Command.TIP, Command.HELP)
_FOR_GROUP_ADMINS = (*_IN_GROUPS, Command.SUBSCRIBE, Command.SETTINGS, Command.PAUSE, Command.UNSUBSCRIBE)
SCOPES: Mapping[Callable[[], BotCommandScope], tuple[Command, ...]] = {
    BotCommandScopeAllPrivateChats: tuple(Command),
    BotCommandScopeAllGroupChats: _IN_GROUPS,
    BotCommandScopeAllChatAdministrators: _FOR_GROUP_ADMINS,
}
"""Which commands the menu shows to whom, as far as the pack has them."""

_log = structlog.get_logger(__name__)


class Profile:
    """The description, the menu and its commands, as the packs word them.

    Those who have set Telegram to the language of a pack see its words, everybody else those of the default one.
    """

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    async def update(self, application: ChatApplication) -> None:
        """Change what Telegram shows where it is out of date. Asking first matters: changes are strictly rationed.

        A part that cannot be changed keeps no other from it; the next start tries again.
        """
        bot = application.bot
        _, *others = self._conversations.languages
        for language in (None, *filter(_has_two_letters, others)):
            knowledge = self._conversations(language).knowledge
            await _attempt("description", partial(_describe, bot, knowledge, language))
            await _attempt("short_description", partial(_describe_shortly, bot, knowledge, language))
            for scope, shown in SCOPES.items():
                await _attempt("commands", partial(_list_commands, bot, scope(), _menu(knowledge, shown), language))
        await _attempt("menu_button", partial(_show_menu, bot))


async def _attempt(part: str, change: Callable[[], Awaitable[None]]) -> None:
    try:
        await change()
    except TelegramError as error:
        # The bot answers all the same.
        _log.warning("profile_not_updated", part=part, error=type(error).__name__)


def _has_two_letters(language: str) -> bool:
    """Whether Telegram keeps texts for this language: it knows the codes of ISO 639-1 alone."""
    return len(language) == 2  # noqa: PLR2004 - the name says it


def _menu(knowledge: KnowledgeBase, shown: Collection[Command]) -> tuple[BotCommand, ...]:
    titles = knowledge.wording.commands
    return tuple(
        BotCommand(each, shorten(clean(titles[each]), _MAX_COMMAND_UNITS))
        for each in commands_of(knowledge)
        if each in shown
    )


async def _describe(bot: ChatBot, knowledge: KnowledgeBase, language: str | None) -> None:
    description = shorten(clean(knowledge.pack.description), _MAX_DESCRIPTION_UNITS)
    if (await bot.get_my_description(language)).description != description:
        await bot.set_my_description(description, language)


async def _describe_shortly(bot: ChatBot, knowledge: KnowledgeBase, language: str | None) -> None:
    short = shorten(clean(knowledge.pack.short_description), _MAX_SHORT_DESCRIPTION_UNITS)
    if (await bot.get_my_short_description(language)).short_description != short:
        await bot.set_my_short_description(short, language)


async def _list_commands(
    bot: ChatBot, scope: BotCommandScope, menu: tuple[BotCommand, ...], language: str | None
) -> None:
    if await bot.get_my_commands(scope, language) != menu:
        await bot.set_my_commands(menu, scope, language)


async def _show_menu(bot: ChatBot) -> None:
    """The button beside the field that is written in opens the list of commands."""
    if not isinstance(await bot.get_chat_menu_button(), MenuButtonCommands):
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
