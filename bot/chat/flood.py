"""Keeping whoever sends without end from taking the time of everybody else."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

AT_ONCE = 30
"""Messages that may come in one burst."""

A_SECOND = 1.0
"""Messages a second that may come for ever."""

_REMEMBERED = 10_000


class Entry(Enum):
    """What becomes of a message: it is answered, met with a word that it was too many, or left out in silence."""

    ANSWERED = auto()
    TOLD = auto()
    LEFT_OUT = auto()


@dataclass(slots=True)
class _Allowance:
    left: float
    at: float
    is_told: bool = False


class Flood:
    """Counts what each sender sends, `at_once` of which may come in a burst. `clock` gives monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, at_once: int = AT_ONCE) -> None:
        self._clock = clock
        self._at_once = at_once
        self._allowances: OrderedDict[int, _Allowance] = OrderedDict()

    def admit(self, sender: int) -> Entry:
        """Count one more message of this sender. It is told once, until it has been calm again."""
        allowance = self._of(sender)
        if allowance.left >= 1:
            allowance.left -= 1
            return Entry.ANSWERED
        if allowance.is_told:
            return Entry.LEFT_OUT
        allowance.is_told = True
        return Entry.TOLD

    def _of(self, sender: int) -> _Allowance:
        now = self._clock()
        allowance = self._allowances.setdefault(sender, _Allowance(self._at_once, now))
        self._allowances.move_to_end(sender)
        if len(self._allowances) > _REMEMBERED:
            self._allowances.popitem(last=False)
        allowance.left = min(self._at_once, allowance.left + A_SECOND * (now - allowance.at))
        allowance.at = now
        allowance.is_told = allowance.is_told and allowance.left < self._at_once / 2
        return allowance
