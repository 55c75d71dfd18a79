"""In which order updates are dealt with, and how many at once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update, User
from telegram.constants import ChatType
from telegram.ext import BaseUpdateProcessor

from bot.chat.flood import Entry, Flood

AT_ONCE = 32
"""Updates dealt with at the same time. Measured: more of them get in each other's way."""

_WAITING = 100_000
_REMEMBERED = 10_000


class InOrder(BaseUpdateProcessor):
    """Deals with a chat's updates one after another while other chats go on, and with no update twice.

    The library's own limit lets updates in before anything is known of their chat, so that one busy chat could take
    every place. It is set out of reach here; a place is taken only once it is the update's turn in its chat.

    What somebody sends beyond the measure of `flood` is left out; `on_flood` is awaited with the first of it.
    """

    def __init__(self, flood: Flood, on_flood: Callable[[Update], Awaitable[None]], at_once: int = AT_ONCE) -> None:
        super().__init__(max_concurrent_updates=_WAITING)
        self._flood = flood
        self._on_flood = on_flood
        self._places = asyncio.Semaphore(at_once)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def initialize(self) -> None:
        """Nothing is to be opened."""

    async def shutdown(self) -> None:
        """Nothing is to be closed."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await `coroutine`, which deals with `update`, when its turn has come; drop it where that was done before."""
        try:
            if not self._is_repeated(update):
                await self._admit(update, coroutine)
        finally:
            if isinstance(coroutine, Coroutine):
                coroutine.close()  # one that was never awaited would be complained about

    async def _admit(self, update: object, coroutine: Awaitable[Any]) -> None:
        sender = _counted_sender(update)
        entry = self._flood.admit(sender.id) if sender else Entry.ANSWERED
        if entry is Entry.ANSWERED:
            await self._deal(update, coroutine)
        elif entry is Entry.TOLD and isinstance(update, Update):
            await self._on_flood(update)

    async def _deal(self, update: object, coroutine: Awaitable[Any]) -> None:
        async with AsyncExitStack() as turn:
            if (chat_id := _chat_of(update)) is not None:
                await turn.enter_async_context(self._turn_in(chat_id))
            await turn.enter_async_context(self._places)
            await coroutine

    def _turn_in(self, chat_id: int) -> asyncio.Lock:
        """The lock of this chat. It lives as long as somebody waits for it; locks are fair, so order is kept."""
        return self._turns.setdefault(chat_id, asyncio.Lock())

    def _is_repeated(self, update: object) -> bool:
        if not isinstance(update, Update):
            return False
        if update.update_id in self._seen:
            return True
        self._seen[update.update_id] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return False


def _counted_sender(update: object) -> User | None:
    """Whose measure an update counts towards.

    In a group only what is meant for the bot counts, which is found out later; looking something up sends every letter.
    """
    if not isinstance(update, Update) or update.inline_query is not None:
        return None
    chat = update.effective_chat
    return update.effective_user if chat is None or chat.type == ChatType.PRIVATE else None


def _chat_of(update: object) -> int | None:
    if not isinstance(update, Update) or update.inline_query is not None:
        return None  # what is looked up belongs to no chat, and need not wait for one
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else None
