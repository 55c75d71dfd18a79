"""How long turns take, how long a fresh process takes to its first answer, and how much memory it needs for that."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from bot.content.examination import Trial
from bot.core.conversation import State
from tests.benchmarks.asking import Answered, Time, ask
from tests.benchmarks.catalogue import BOT, CATALOGUE, Material
from tests.benchmarks.methods import Method

SIZES = (10, 100)
_HOUSE = Path(__file__).parents[2]
_LAUNCHER = Path(__file__).with_name("launcher.py")
_MOST_RUNS = 5
_PATIENCE = 10.0
"""Seconds after which no further run or question is begun, where a few tell enough."""

_WARM_UP = 200
_SEED = 7


@dataclass(frozen=True, slots=True)
class Pace:
    """The times of turns in seconds: by the clock the median and the slowest hundredth, of the processor the median."""

    p50: float
    p99: float
    processor_p50: float
    turns: int


@dataclass(frozen=True, slots=True)
class Fresh:
    """A new process up to its end: the median of seconds, and the most memory in bytes."""

    seconds: float
    peak: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A method that is ready, and the seconds it took to be so."""

    method: Method
    seconds: float


def open_method(name: str, material: Material) -> Opened:
    """Make a method ready and warm it up with examples of the pack, which are no questions."""
    began = perf_counter()
    gc.disable()  # as the bot does it, for all alike
    try:
        method = CATALOGUE[name].open(material)
    finally:
        gc.enable()
    seconds = perf_counter() - began
    authored = material.examples.texts[: material.examples.authored]
    begun = perf_counter()
    for text in Random(_SEED).sample(authored, min(_WARM_UP, len(authored))):
        method.hear(text, State())
        if perf_counter() - begun > _PATIENCE / 2:
            break
    return Opened(method, seconds)


def pace_of(answered: Iterable[Answered]) -> Pace:
    """The pace of turns that were timed while they were asked."""
    times = [time for each in answered for time in each.times]
    clock = sorted(time.clock / 1e9 for time in times)
    return Pace(_quantile(clock, 0.5), _quantile(clock, 0.99), _processor(times), len(times))


def pace_in_a_while(method: Method, trials: Sequence[Trial]) -> Pace:
    """The pace over as many of the trials, in a shuffled order, as a while allows."""
    begun = perf_counter()
    asked: list[Answered] = []
    for answered in ask(method, Random(_SEED).sample(trials, len(trials))):
        asked.append(answered)
        if perf_counter() - begun > _PATIENCE:
            break
    return pace_of(asked)


def fresh(name: str | None, text: str, pack: Path) -> Fresh:
    """A new process that opens a method and answers one question; without a name, one that does nothing at all."""
    return _launched(_command(name, text), {**os.environ, "KNOWLEDGE_PATH": str(pack.resolve())})


def _command(name: str | None, text: str) -> list[str]:
    if name is None:
        return [sys.executable, "-c", "pass"]
    if name == BOT:
        return [sys.executable, "-m", "bot", "ask", text]
    return [sys.executable, "-m", "tests.benchmarks.once", name, text]


def _launched(command: Sequence[str], environment: dict[str, str]) -> Fresh:
    runs: list[Fresh] = []
    begun = perf_counter()
    while len(runs) < _MOST_RUNS and (not runs or perf_counter() - begun < _PATIENCE):
        whole = [sys.executable, str(_LAUNCHER), *command]
        said = subprocess.run(whole, cwd=_HOUSE, env=environment, stdout=subprocess.PIPE, check=True)
        told = json.loads(said.stdout)
        runs.append(Fresh(told["seconds"], told["peak"]))
    return Fresh(median(run.seconds for run in runs), max(run.peak for run in runs))


def _processor(times: Sequence[Time]) -> float:
    return _quantile(sorted(time.processor / 1e9 for time in times), 0.5)


def _quantile(ranked: Sequence[float], share: float) -> float:
    return ranked[min(int(share * len(ranked)), len(ranked) - 1)]
