"""Fetching updates by long polling, each confirmed to Telegram only once it has been dealt with.

The library's own updater confirms a batch as soon as it has arrived; a bot killed just then would leave people
without an answer. Here the offset is that of the oldest update still being dealt with, so Telegram keeps that one.
Asking again returns it again, along with what came after it, which is how one slow chat never keeps the others waiting.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, NoReturn, cast
from urllib.parse import urlencode

import structlog
from telegram import Update
from telegram.error import InvalidToken, TelegramError

from bot.chat.aliases import ChatApplication
from bot.chat.ordering import AT_ONCE
from bot.errors import ChatError

KINDS = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
"""The updates we ask Telegram for."""

_ORIGIN = ("message_id", "date", "chat", "from")

WINDOW = 100
"""Updates that Telegram hands out at once."""

_LONG_POLL = timedelta(seconds=30)
_PATIENCE = 0.1
_PATIENCE_WITH_THE_SLOW = 0.5
_PATIENCE_WHEN_BLOCKED = 2.0
_GRACE = 20.0
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0

_log = structlog.get_logger(__name__)


class Polling:
    """The updates of an application that has been started."""

    def __init__(self, application: ChatApplication, on_fetched: Callable[[], None] = lambda: None) -> None:
        """`on_fetched` is called each time Telegram has been asked and has answered."""
        self._application = application
        self._on_fetched = on_fetched
        self._unconfirmed: dict[int, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._unreadable: set[int] = set()
        self._next: int | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch and deal until `stop` is set, then finish what was begun. Raises ChatError for a token withdrawn."""
        fetching = asyncio.create_task(self._fetch_for_ever())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((fetching, stopping), return_when=asyncio.FIRST_COMPLETED)
            if fetching.done():
                fetching.result()
        finally:
            stopping.cancel()
            fetching.cancel()
            await asyncio.wait((fetching,))
            await self._finish()

    async def _fetch_for_ever(self) -> NoReturn:
        pause = _FIRST_PAUSE
        while True:
            try:
                updates = await self._fetch(_LONG_POLL)
            except InvalidToken as error:
                raise ChatError("Telegram no longer accepts the bot's token: get a new one from BotFather.") from error
            except TelegramError as error:
                await self._application.process_error(None, error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                pause = _FIRST_PAUSE
                self._on_fetched()
                await self._take(updates)

    async def _fetch(self, longest: timedelta) -> tuple[Update, ...]:
        """The updates from the oldest one that is not done; those before it are thereby confirmed."""
        open_ids = (update_id for update_id, task in self._unconfirmed.items() if not task.done())
        offset = min(open_ids, default=self._next)
        if offset is not None:
            self._unconfirmed = {number: task for number, task in self._unconfirmed.items() if number >= offset}
            self._unreadable = {number for number in self._unreadable if number >= offset}
        handed_out = await self._get_updates(offset, longest)
        return tuple(update for each in handed_out if (update := self._read(each)) is not None)

    async def _get_updates(self, offset: int | None, longest: timedelta) -> Sequence[dict[str, Any]]:
        """The updates as Telegram words them. The library's own method gives up on all if it cannot read one."""
        bot = self._application.bot
        params = {"timeout": int(longest.total_seconds()), "allowed_updates": json.dumps(KINDS)}
        if offset is not None:
            params["offset"] = offset
        return cast(
            "Sequence[dict[str, Any]]",
            await bot.request.post(
                f"{bot.base_url}/getUpdates?{urlencode(params)}",
                read_timeout=longest.total_seconds() + (bot.request.read_timeout or 0),
            ),
        )

    def _read(self, source: dict[str, Any]) -> Update | None:
        """The update; one that the library cannot read without its content; None where even that cannot be read."""
        try:
            return Update.de_json(source, self._application.bot)
        except Exception as error:  # noqa: BLE001 - whatever it stumbles over, no other update may suffer
            self._note_unreadable(source, error)
        try:
            return Update.de_json(_without_content(source), self._application.bot)
        except Exception:  # noqa: BLE001 - there is nothing left to make it readable by
            return None

    def _note_unreadable(self, source: dict[str, Any], error: Exception) -> None:
        """Log it, once, and do not ask for it again."""
        update_id = source.get("update_id")
        if isinstance(update_id, int) and update_id not in self._unreadable:
            self._unreadable.add(update_id)
            self._next = max(self._next or 0, update_id + 1)
            kinds = sorted(source.keys() - {"update_id"})
            _log.error("update_unreadable", update_id=update_id, kinds=kinds, error=type(error).__name__)

    async def _take(self, updates: tuple[Update, ...]) -> None:
        """Begin with the updates that are new, and give all that are open a moment before the next request."""
        new = [update for update in updates if update.update_id not in self._unconfirmed]
        for update in new:
            self._unconfirmed[update.update_id] = self._begin(update)
            self._next = max(self._next or 0, update.update_id + 1)
        open_tasks = [task for task in self._unconfirmed.values() if not task.done()]
        if open_tasks and not new and len(updates) == WINDOW:
            await self._unblock(open_tasks)
        elif open_tasks:
            await _be_patient(open_tasks, _PATIENCE if new else _PATIENCE_WITH_THE_SLOW)

    def _begin(self, update: Update) -> asyncio.Task[None]:
        dealing = self._application.update_processor.process_update(update, self._application.process_update(update))
        task = self._application.create_task(dealing, update)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _unblock(self, open_tasks: Sequence[asyncio.Task[None]]) -> None:
        """Telegram hands out nothing newer while so many are unconfirmed: let go of them if none gets done.

        They are still dealt with. Should the bot be killed meanwhile they are lost, which is the lesser evil.
        """
        done, _ = await asyncio.wait(open_tasks, timeout=_PATIENCE_WHEN_BLOCKED, return_when=asyncio.FIRST_COMPLETED)
        if not done:
            self._unconfirmed.clear()

    async def _finish(self) -> None:
        """Let what was begun come to its end, and confirm it."""
        if self._running:
            await asyncio.wait(self._running, timeout=_GRACE)
        for task in self._running:
            task.cancel()
        if self._next is None:
            return
        try:
            await self._fetch(timedelta(0))
        except TelegramError as error:
            # Nothing is lost: what stays unconfirmed is handed out again at the next start.
            _log.warning("updates_not_confirmed", error=type(error).__name__)


def _without_content(source: dict[str, Any]) -> dict[str, Any]:
    """The update with no more of its message than where it came from, so that whoever sent it gets a reply."""
    return {
        name: {key: value[key] for key in _ORIGIN if key in value} if isinstance(value, dict) else value
        for name, value in source.items()
    }


async def _be_patient(open_tasks: Sequence[asyncio.Task[None]], patience: float) -> None:
    """Wait for what is open, but no longer than a new message of another chat may wait to be fetched."""
    if len(open_tasks) > AT_ONCE:
        # With every place taken, more would only queue up here.
        await asyncio.wait(open_tasks[:-AT_ONCE], timeout=_PATIENCE_WITH_THE_SLOW)
    else:
        await asyncio.wait(open_tasks, timeout=patience)
