"""What is kept of a chat: read from the store before a turn, written to it after one that changed it.

A store that fails stops no answer. The turn then goes by what is in memory, the log says so once, and whoever asked for
something to be kept is told that it was not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from time import monotonic
from typing import Any, TypeVar

import structlog
from telegram import Update

from bot.chat.aliases import ChatContext
from bot.chat.groups import is_in_group
from bot.chat.languages import language_of
from bot.chat.memory import ChatStates
from bot.chat.sender import Sender
from bot.core.kept import Kept
from bot.core.languages import Conversations
from bot.core.ports import Store
from bot.errors import StorageError

PATIENCE = 2.0
"""Seconds a turn waits for the store."""

REST = 5.0
"""Seconds for which a store that has failed is not asked again."""

_log = structlog.get_logger(__name__)
_Result = TypeVar("_Result")


class Keeping:
    """Keeps `states` and `store` in step, around each turn of a chat."""

    def __init__(
        self,
        store: Store,
        states: ChatStates,
        conversations: Conversations,
        sender: Sender,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._states = states
        self._conversations = conversations
        self._sender = sender
        self._now = now
        self._failed_at: float | None = None
        self._told: dict[int, Kept] = {}

    async def kept(self, chat: int) -> Kept:
        """What is kept of a chat that has no turn now; nothing where the store fails."""
        return await self._asked(lambda: self._store.kept(chat)) or Kept()

    async def before_turn(self, update: Update, _: ChatContext) -> None:
        """Read what is kept of the chat, unless its talk goes on."""
        chat = _chat_of(update)
        if chat is None or not self._states.is_to_be_read(chat, self._now()):
            return
        kept = await self._asked(lambda: self._store.kept(chat))
        if kept is not None:
            self._states.has_read(chat, kept)

    async def after_turn(self, update: Update, _: ChatContext) -> None:
        """Write what is kept of the chat, if that changed."""
        chat = _chat_of(update)
        if chat is None:
            return
        kept, stored = self._states.of(chat).kept, self._states.stored(chat)
        if kept == (stored or Kept()):
            self._told.pop(chat, None)
        elif stored is not None and await self._asked(lambda: self._keep(chat, kept)):
            self._told.pop(chat, None)
            self._states.has_stored(chat, kept)
        elif self._told.get(chat) != kept:
            self._told[chat] = kept
            await self._sender.tell(chat, self._conversations(language_of(update)).knowledge.wording.not_kept)

    async def _keep(self, chat: int, kept: Kept) -> bool:
        await self._store.keep(chat, kept, self._now())
        return True

    async def _asked(self, question: Callable[[], Coroutine[Any, Any, _Result]]) -> _Result | None:
        """What the store says; None where it fails, or has failed just now."""
        if self._failed_at is not None and monotonic() - self._failed_at < REST:
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await question()
        except (StorageError, TimeoutError) as error:
            if self._failed_at is None:
                _log.error("store_failed", error=type(error.__cause__ or error).__name__)
            self._failed_at = monotonic()
            return None
        if self._failed_at is not None:
            _log.info("store_works_again")
            self._failed_at = None
        return answer


def _chat_of(update: Update) -> int | None:
    """The private chat whose turn it is; a button of a message sent by way of the bot is of whoever presses it."""
    if is_in_group(update.effective_chat):
        return None  # there nothing is kept of anybody, and what is said is not remembered
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.callback_query.from_user.id if update.callback_query is not None else None
