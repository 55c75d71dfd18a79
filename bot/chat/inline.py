"""Inline mode: whoever writes the bot's name and a few words in any chat picks an answer to show there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog
from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.chat.aliases import ChatBot, ChatContext
from bot.chat.languages import language_of
from bot.chat.links import private_button
from bot.chat.refusals import BAD_MARKUP, says
from bot.chat.rendering import clean, render, shorten
from bot.core.kept import Kept
from bot.core.knowledge import KnowledgeBase
from bot.core.languages import Conversations
from bot.core.searching import Found

CACHED_FOR = 300
"""Seconds for which Telegram may give one person the same answer to the same words: its own default."""

_QUERY_EXPIRED = "query is too old"
_MAX_TITLE_UNITS = 100
_MAX_SUMMARY_UNITS = 200
_START = "inline"

_log = structlog.get_logger(__name__)


class Inline:
    """Answers inline queries. They change nothing that is known of a chat. `kept` is what is kept of a person."""

    def __init__(
        self, conversations: Conversations, now: Callable[[], datetime], kept: Callable[[int], Awaitable[Kept]]
    ) -> None:
        self._conversations = conversations
        self._now = now
        self._kept = kept

    async def on_query(self, update: Update, context: ChatContext) -> None:
        """List what fits the words so far."""
        query = update.inline_query
        if query is None:
            return
        kept = await self._kept(query.from_user.id)
        conversation = self._conversations(language_of(update), kept.language)
        found = conversation.search(query.query, self._now(), kept.conditions)
        try:
            await _answer(context.bot, query.id, found, conversation.knowledge, ParseMode.HTML)
        except BadRequest as refusal:
            if not says(refusal, BAD_MARKUP):
                _expect_expired(refusal)
                return
            _log.warning("markup_refused")
            await _answer(context.bot, query.id, found, conversation.knowledge, None)


async def _answer(
    bot: ChatBot, query_id: str, found: Sequence[Found], knowledge: KnowledgeBase, parse_mode: str | None
) -> None:
    """Answer once. The list is never another person's: language and conditions decide what stands in it."""
    label = shorten(knowledge.wording.open_privately, _MAX_TITLE_UNITS)
    await bot.answer_inline_query(
        query_id,
        [_article(each, knowledge, bot.username, parse_mode) for each in found],
        cache_time=CACHED_FOR,
        is_personal=True,
        button=None if found else InlineQueryResultsButton(label, start_parameter=_START),
    )


def _article(found: Found, knowledge: KnowledgeBase, username: str, parse_mode: str | None) -> InlineQueryResultArticle:
    page = render(found.reply)
    content = InputTextMessageContent(
        page.html if parse_mode else page.text, parse_mode, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    return InlineQueryResultArticle(
        found.id,
        shorten(clean(found.title), _MAX_TITLE_UNITS),
        content,
        private_button(username, found.reply, knowledge),
        description=shorten(clean(found.summary), _MAX_SUMMARY_UNITS),
    )


def _expect_expired(refusal: BadRequest) -> None:
    """Whoever types on has asked anew meanwhile: then nothing is lost."""
    if not says(refusal, _QUERY_EXPIRED):
        raise refusal
