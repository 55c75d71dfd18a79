"""The whole measurement: every method in turn, on the same questions, in one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.progress import Progress

from bot.content.examination import Part, Trial
from bot.core.fitting import Band
from tests.benchmarks.asking import Answered, ask
from tests.benchmarks.catalogue import BOT, CATALOGUE, Material
from tests.benchmarks.judging import Share, calibration_error, measured, reliability
from tests.benchmarks.methods import Method
from tests.benchmarks.speed import SIZES, Fresh, Pace, fresh, open_method, pace_in_a_while, pace_of
from tests.benchmarks.standards import Standard, standard_for
from tests.benchmarks.typos import twins

CASES = "cases"
QUESTIONS = "questions"
_MISTYPED = frozenset({Part.TOPICS, Part.MUST})


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: the methods by name, the pack, and sets of trials by name, of which CASES is always one."""

    methods: tuple[str, ...]
    pack: Path
    material: Material
    sets: Mapping[str, Sequence[Trial]]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How a method did on one set of trials."""

    shares: Mapping[str, Share]
    reliability: tuple[Band, ...]

    @property
    def calibration_error(self) -> float | None:
        """How far confidence and truth lie apart on average."""
        return calibration_error(self.reliability)


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that was measured of a method. What was left out is empty."""

    name: str
    accuracy: Mapping[str, Accuracy]
    pace: Pace
    opened: float
    standard: Standard | None = None
    fresh: Fresh | None = None
    larger: Mapping[int, Pace] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What tables call the method."""
        return CATALOGUE[self.name].title


def measure_accuracy(plan: Plan, progress: Progress) -> tuple[Outcome, ...]:
    """What each method answers, and how long a turn takes it."""
    return tuple(_accuracy(name, plan, progress) for name in plan.methods)


def with_larger_packs(outcomes: Sequence[Outcome], plan: Plan, progress: Progress) -> tuple[Outcome, ...]:
    """The same outcomes with the time of a turn in packs many times the size."""
    trials = [trial for group in plan.sets.values() for trial in group if trial.part is Part.TOPICS]
    for size in SIZES:
        material = plan.material.grown(size)
        steps = progress.track(outcomes, description=f"packs {size} times the size")
        outcomes = [replace(each, larger={**each.larger, size: _pace(each.name, material, trials)}) for each in steps]
    return tuple(outcomes)


def with_fresh_processes(outcomes: Sequence[Outcome], plan: Plan, progress: Progress) -> tuple[Outcome, ...]:
    """The same outcomes with the cost of a process that answers one question."""
    text = plan.material.knowledge.pack.starters[0]
    steps = progress.track(outcomes, description="fresh processes")
    return tuple(replace(each, fresh=fresh(each.name, text, plan.pack)) for each in steps)


def _accuracy(name: str, plan: Plan, progress: Progress) -> Outcome:
    title = CATALOGUE[name].title
    steps = progress.add_task(f"{title}: getting ready", total=None)
    opened = open_method(name, plan.material)
    progress.remove_task(steps)
    written, mistyped = _asked(opened.method, title, plan, progress)
    pace = pace_of(each for group in (*written.values(), *mistyped.values()) for each in group)
    standard = None if name == BOT else standard_for(written[CASES], plan.material.knowledge.fitted)
    red_flags = plan.material.knowledge.red_flags
    accuracy: dict[str, Accuracy] = {}
    for of in plan.sets:
        answered, twinned = _held(written[of], standard), _held(mistyped[of], standard)
        accuracy[of] = Accuracy(measured(answered, twinned, red_flags), reliability(answered))
    return Outcome(name, accuracy, pace, opened.seconds, standard)


def _asked(
    method: Method, title: str, plan: Plan, progress: Progress
) -> tuple[Mapping[str, Sequence[Answered]], Mapping[str, Sequence[Answered]]]:
    """Every set as it was written, and its typo twins."""
    mistyped = {of: twins([each for each in group if each.part in _MISTYPED]) for of, group in plan.sets.items()}

    def answered(sets: Mapping[str, Sequence[Trial]], what: str) -> Mapping[str, Sequence[Answered]]:
        return {
            of: list(progress.track(ask(method, group), total=len(group), description=f"{title}: {of}{what}"))
            for of, group in sets.items()
        }

    return answered(plan.sets, ""), answered(mistyped, " with typos")


def _held(answered: Iterable[Answered], standard: Standard | None) -> list[Answered]:
    return [each if standard is None else standard.held_to(each) for each in answered]


def _pace(name: str, material: Material, trials: Sequence[Trial]) -> Pace:
    return pace_in_a_while(open_method(name, material).method, trials)
