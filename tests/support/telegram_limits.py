"""What Telegram allows in a second and in a minute, counted strictly, and how far away it is."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.support.telegram_chats import RefusalError

_MESSAGES = frozenset({"sendmessage", "editmessagetext"})


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the way to Telegram is like.

    `round_trip` is in seconds; of every `loses_every` messages one arrives whose answer does not come back.
    """

    round_trip: float = 0.0
    loses_every: int | None = None


class Limits:
    """Refuses what is more than `per_second` messages in any second, one a second in a chat, 20 a minute in a group."""

    def __init__(self, per_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.passed: list[float] = []
        """When the messages came that were let through."""
        self._overall: deque[float] = deque(maxlen=per_second)
        self._chats: defaultdict[int, deque[float]] = defaultdict(lambda: deque(maxlen=1))
        self._groups: defaultdict[int, deque[float]] = defaultdict(lambda: deque(maxlen=20))

    def check(self, method: str, chat: int) -> None:
        """Count a message. Raises RefusalError where it is one too many; such a one is not counted."""
        if method.lower() not in _MESSAGES:
            return
        windows = [(self._overall, 1.0), (self._chats[chat], 1.0)]
        if chat < 0:
            windows.append((self._groups[chat], 60.0))
        now = self._clock()
        waits = [times[0] + span - now for times, span in windows if len(times) == times.maxlen]
        if (wait := max(waits, default=0.0)) > 0:
            seconds = math.ceil(wait)
            raise RefusalError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        self.passed.append(now)
        for times, _ in windows:
            times.append(now)
