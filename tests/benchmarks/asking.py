"""Questions are put to a method, each as a chat of its own, and each turn is timed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter_ns, process_time_ns

from bot.content.examination import Trial
from bot.core.conversation import State
from tests.benchmarks.methods import Method, Said


@dataclass(frozen=True, slots=True)
class Time:
    """How long a turn took, in nanoseconds: on the clock, and of the processor on all threads."""

    clock: int
    processor: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A trial, and what came of each of its turns."""

    trial: Trial
    said: tuple[Said, ...]
    times: tuple[Time, ...]

    @property
    def last(self) -> Said:
        """What came of the last turn, by which most trials are judged."""
        return self.said[-1]


def ask(method: Method, trials: Iterable[Trial]) -> Iterator[Answered]:
    """What a method makes of each trial, one after another."""
    for trial in trials:
        state = State()
        said: list[Said] = []
        times: list[Time] = []
        for text in trial.turns:
            began, worked = perf_counter_ns(), process_time_ns()
            one, state = method.hear(text, state)
            ended, done = perf_counter_ns(), process_time_ns()
            said.append(one)
            times.append(Time(ended - began, done - worked))
        yield Answered(trial, tuple(said), tuple(times))
