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
from tests.benchmarks.asking import Answered, ask
from tests.benchmarks.catalogue import BOT, CATALOGUE, Material
from tests.benchmarks.methods import Method

SIZES = (10, 100)
_HOUSE = Path(__file__).parents[2]
_LAUNCHER = Path(__file__).with_name("launcher.py")
_PATIENCE = 10.0
"""Seconds after which no further run or question is begun, where a few tell enough."""

_WARM_UP = 200
_SEED = 7


@dataclass(frozen=True, slots=True)
class Pace:
    """The times of turns in seconds, the median and where the slowest hundredth begins.

    Those of the processor count only what it worked for the turn, and so say more on a machine that others use too.
    """

    p50: float
    p99: float
    processor_p50: float
    processor_p99: float
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
    worked = sorted(time.processor / 1e9 for time in times)
    p50, p99, processor_p50, processor_p99 = (
        _quantile(each, share) for each in (clock, worked) for share in (0.5, 0.99)
    )
    return Pace(p50, p99, processor_p50, processor_p99, len(times))


def pace_in_a_while(method: Method, trials: Sequence[Trial]) -> Pace:
    """The pace over as many of the trials, in a shuffled order, as a while allows."""
    begun = perf_counter()
    asked: list[Answered] = []
    for answered in ask(method, Random(_SEED).sample(trials, len(trials))):
        asked.append(answered)
        if perf_counter() - begun > _PATIENCE:
            break
    return pace_of(asked)


def fresh(name: str | None, text: str, pack: Path, runs: int = 5) -> Fresh:
    """A new process that opens a method and answers one question; without a name, one that does nothing at all.

    Raises CalledProcessError where the process fails, after what it has to say of that.
    """
    environment = {**os.environ, "KNOWLEDGE_PATH": str(pack.resolve())}
    found: list[Fresh] = []
    begun = perf_counter()
    while len(found) < runs and (not found or perf_counter() - begun < _PATIENCE):
        found.append(_launched(_command(name, text), environment))
    return Fresh(median(run.seconds for run in found), max(run.peak for run in found))


def _command(name: str | None, text: str) -> list[str]:
    if name is None:
        return [sys.executable, "-c", "pass"]
    if name == BOT:
        return [sys.executable, "-m", "bot", "ask", text]
    return [sys.executable, "-m", "tests.benchmarks.once", name, text]


def _launched(command: Sequence[str], environment: dict[str, str]) -> Fresh:
    whole = [sys.executable, str(_LAUNCHER), *command]
    said = subprocess.run(whole, cwd=_HOUSE, env=environment, stdout=subprocess.PIPE, check=True)
    told = json.loads(said.stdout)
    return Fresh(told["seconds"], told["peak"])


def _quantile(ranked: Sequence[float], share: float) -> float:
    return ranked[min(int(share * len(ranked)), len(ranked) - 1)]
