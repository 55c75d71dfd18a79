"""How fast messages go out: within Telegram's limits, and replies before tips.

Telegram allows about 30 messages a second in all, one a second in a chat with short bursts above it, and 20 a minute in
a group. Limiters in libraries serve everybody in the order of arrival; here a reply goes before every tip that waits.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

SHARE_OF_TIPS = 0.96
"""The part of it that tips take where nobody waits for a reply."""

SECONDS_WORTH_WAITING = 2.0
"""So long a tip waits for its chat; where it takes longer, others go first."""

_MARGIN = 1.02  # what leaves us evenly arrives less evenly
_SECONDS_MADE_UP = 0.2  # a tip that is late by so much at most is made up for by those after it
_SHORTEST = 0.8  # of the time between two tips is left then, for what leaves at once is counted as one too many
_APART = 1.0  # seconds between any message to a chat and a tip to it
_AT_ONE_TIME = 1.0  # two chats refused within so many seconds are not refused for what went on in them


@dataclass(frozen=True, slots=True)
class Limits:
    """What Telegram allows: messages a second in all, and in one chat or group so many within so many seconds."""

    per_second: int = 30
    in_a_chat: tuple[int, float] = (3, 3.0)
    in_a_group: tuple[int, float] = (20, 60.0)


class Pace:
    """Says when the next message may go. `clock` gives monotonic seconds; `sleep` waits so many of them.

    Chats are forgotten a minute after their last message, so what is remembered is bounded by the rate.
    """

    def __init__(
        self,
        limits: Limits = Limits(),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._limits = limits
        self._overall = _Window(limits.per_second, _MARGIN)
        self._between_tips = 1 / (limits.per_second * SHARE_OF_TIPS)
        self._next_tip_at = clock()
        self._chats: OrderedDict[int, _Chat] = OrderedDict()
        self._holds: dict[int, float] = {}
        self._held_until = clock()
        self._refused: tuple[int, float] | None = None
        self._replies_waiting = 0

    @property
    def size(self) -> int:
        """How many chats are remembered."""
        return len(self._chats.keys() | self._holds.keys())

    async def reply(self, chat: int) -> None:
        """Wait until a reply may go to this chat, and count it as gone."""
        while True:
            if (seconds := self._seconds_until(self._chat_is_free_at(chat))) > 0:
                await self._sleep(seconds)
            elif (seconds := self._seconds_until(self._anything_may_go_at())) > 0:
                with self._ahead_of_tips():
                    await self._sleep(seconds)
            else:
                return self._count(chat)

    async def tip(self, chat: int) -> float:
        """Wait until a tip may go to this chat, count it as gone and return 0.

        Where the chat alone would have it wait for longer than is worth it, return these seconds at once.
        """
        while True:
            own = self._seconds_until(max(self._chat_is_free_at(chat), self._last_in(chat) + _APART))
            if own > SECONDS_WORTH_WAITING:
                return own
            seconds = max(own, self._seconds_until(max(self._anything_may_go_at(), self._next_tip_at)))
            if seconds <= 0 and not self._replies_waiting:
                self._count(chat)
                return 0.0
            await self._sleep(max(seconds, self._between_tips if self._replies_waiting else 0.0))

    def hold(self, chat: int, seconds: float) -> None:
        """Telegram demands that so many seconds pass.

        It does not say where: in this chat, or, if another was refused at the same time, everywhere.
        """
        now = self._clock()
        self._holds = {each: until for each, until in self._holds.items() if until > now}
        self._holds[chat] = now + seconds
        if self._refused is not None and self._refused[0] != chat and now - self._refused[1] < _AT_ONE_TIME:
            self._held_until = max(self._held_until, now + seconds)
        self._refused = chat, now

    def held(self, chat: int) -> float:
        """How many more seconds Telegram wants nothing to be sent to this chat."""
        return max(0.0, self._seconds_until(max(self._holds.get(chat, self._held_until), self._held_until)))

    def _seconds_until(self, moment: float) -> float:
        return moment - self._clock()

    def _chat_is_free_at(self, chat: int) -> float:
        known = self._chats.get(chat)
        return max(self._holds.get(chat, 0.0), known.free_at() if known else 0.0)

    def _last_in(self, chat: int) -> float:
        known = self._chats.get(chat)
        return known.last if known else float("-inf")

    def _anything_may_go_at(self) -> float:
        return max(self._held_until, self._overall.free_at())

    @contextmanager
    def _ahead_of_tips(self) -> Iterator[None]:
        self._replies_waiting += 1
        try:
            yield
        finally:
            self._replies_waiting -= 1

    def _count(self, chat: int) -> None:
        """Whatever goes takes from what tips may take, so that they leave room where there are many replies."""
        now = self._clock()
        self._overall.take(now)
        made_up = max(self._next_tip_at, now - _SECONDS_MADE_UP) + self._between_tips
        self._next_tip_at = max(made_up, now + _SHORTEST * self._between_tips)
        self._chats.setdefault(chat, _Chat(self._windows_of(chat))).take(now)
        self._chats.move_to_end(chat)
        self._forget_before(now - self._limits.in_a_group[1])

    def _windows_of(self, chat: int) -> Sequence[_Window]:
        """The ids of groups are negative."""
        in_a_chat = _Window(*self._limits.in_a_chat)
        return (in_a_chat, _Window(*self._limits.in_a_group)) if chat < 0 else (in_a_chat,)

    def _forget_before(self, moment: float) -> None:
        while self._chats and next(iter(self._chats.values())).last < moment:
            self._chats.popitem(last=False)


class _Window:
    """At most `count` messages in any `seconds`."""

    __slots__ = ("_seconds", "_times")

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=count)

    def free_at(self) -> float:
        """When the next one may go."""
        return self._times[0] + self._seconds if len(self._times) == self._times.maxlen else 0.0

    def take(self, now: float) -> None:
        self._times.append(now)


class _Chat:
    """When messages went to one chat."""

    __slots__ = ("_windows", "last")

    def __init__(self, windows: Sequence[_Window]) -> None:
        self.last = 0.0
        self._windows = windows

    def free_at(self) -> float:
        return max(window.free_at() for window in self._windows)

    def take(self, now: float) -> None:
        self.last = now
        for window in self._windows:
            window.take(now)
