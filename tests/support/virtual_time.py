"""An event loop whose clock is moved by whoever waits: hours pass in no time, and in the same order each time."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

_Result = TypeVar("_Result")


class _Selector(selectors.DefaultSelector):
    """Where the loop would wait for so many seconds, they have passed."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "everybody waits for something that nobody will do"
        self.passed += max(timeout, 0.0)
        return super().select(0)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """A loop on which waiting takes no time. It knows of no threads and no other processes."""

    def __init__(self) -> None:
        self._waiting = _Selector()
        super().__init__(self._waiting)
        self._clock_resolution = 1e-6  # after a few months a float tells no smaller steps apart

    def time(self) -> float:
        """The seconds that have passed on this loop."""
        return self._waiting.passed


def run(main: Coroutine[Any, Any, _Result]) -> _Result:
    """Run it to its end on a loop of its own, as `asyncio.run` does."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(main)


def now() -> float:
    """The seconds that have passed."""
    return asyncio.get_running_loop().time()
