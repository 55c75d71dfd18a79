"""A bot under test, running."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Self

from bot.chat.aliases import ChatApplication
from bot.chat.application import serve
from bot.chat.flood import Flood
from bot.chat.pace import Limits, Pace


def patient() -> Flood:
    """A measure for tests in which people write more than anybody would."""
    return Flood(at_once=10_000)


def unhurried() -> Pace:
    """A pace for tests in which people write faster than Telegram would let a bot answer."""
    return Pace(Limits(per_second=10_000, in_a_chat=(10_000, 1.0), in_a_group=(10_000, 1.0)))


class RunningBot:
    """A Telegram application that polls in a thread of its own, from `with` to the end of it."""

    def __init__(self, application: ChatApplication) -> None:
        self._application = application
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._executor = ThreadPoolExecutor(max_workers=1)
        self._life: Future[None] | None = None

    def __enter__(self) -> Self:
        self._life = self._executor.submit(self._loop.run_until_complete, serve(self._application, self._stop))
        return self

    def wait(self) -> None:
        """Wait until the bot ends of itself."""
        if self._life is not None:
            wait((self._life,))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop as on a signal. An error that has ended the bot is raised here, unless the test has failed already."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._executor.shutdown(wait=True)
        self._loop.close()
        if self._life is not None and error is None:
            self._life.result()
