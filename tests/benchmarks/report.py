"""The figures as tables for people and as plain data for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table

from bot.core.fitting import Band
from tests.benchmarks.judging import MEASURES, Share
from tests.benchmarks.measuring import Accuracy, Outcome
from tests.benchmarks.speed import SIZES, Fresh, Pace

_NOTHING = "–"


def accuracy_table(outcomes: Sequence[Outcome], of: str, title: str) -> Table:
    """One set of questions: a line for each measure, a column for each method."""
    table = _table(title, outcomes, "what the bot aims at")
    for measure in MEASURES:
        shares = [each.accuracy[of].shares[measure.key] for each in outcomes]
        if any(share.total for share in shares):
            heading = f"{measure.title} ({shares[0].total})"
            table.add_row(heading, *map(_percent, shares), measure.target)
    errors = [each.accuracy[of].calibration_error for each in outcomes]
    table.add_row("calibration error", *(_NOTHING if error is None else f"{error:.3f}" for error in errors), "")
    return table


def speed_table(outcomes: Sequence[Outcome], bare: Fresh | None) -> Table:
    """Time and memory; beside each figure, how many times the first method's it is."""
    table = _table("Time and memory (× times that of the first column)", outcomes, "what the bot aims at")
    for heading, figure, unit, target in _speed_rows(bare):
        figures = [figure(each) for each in outcomes]
        if any(each is not None for each in figures):
            table.add_row(heading, *(_beside(each, figures[0], unit) for each in figures), target)
    return table


def reliability_table(outcomes: Sequence[Outcome], of: str, title: str) -> Table:
    """For each tenth of confidence, how many answers were right; in a calibrated method as many as it says."""
    table = _table(title, outcomes)
    for tenth in range(10):
        bands = [_band(each.accuracy[of], tenth) for each in outcomes]
        if any(bands):
            cells = [f"{band.right / band.answers:.0%} of {band.answers}" if band else _NOTHING for band in bands]
            table.add_row(f"{tenth / 10:.1f} to {(tenth + 1) / 10:.1f}", *cells)
    return table


def to_dict(outcomes: Sequence[Outcome], bare: Fresh | None) -> dict[str, Any]:
    """All figures as plain data: shares from 0 to 1, seconds, bytes."""
    return {
        "methods": {each.name: _outcome(each) for each in outcomes},
        "bare_python": None if bare is None else _fresh(bare),
    }


def _table(title: str, outcomes: Sequence[Outcome], *further: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for each in outcomes:
        table.add_column(each.title, justify="right")
    for heading in further:
        table.add_column(heading)
    return table


_Figure = Callable[[Outcome], float | None]


def _speed_rows(bare: Fresh | None) -> Iterator[tuple[str, _Figure, str, str]]:
    """Heading, figure, unit and target of each line."""
    yield "a turn, p50", lambda each: each.pace.p50, "ms", "≤ 0.3 ms"
    yield "a turn, p99", lambda each: each.pace.p99, "ms", "≤ 1 ms"
    yield "the same, p50 of processor time", lambda each: each.pace.processor_p50, "ms", ""
    yield "the same, p99 of processor time", lambda each: each.pace.processor_p99, "ms", ""
    for size in SIZES:
        yield f"{size} times the size, p50", _larger(size, lambda pace: pace.p50), "ms", "≤ 10 ms"
        yield f"{size} times the size, p99", _larger(size, lambda pace: pace.p99), "ms", ""
    yield "getting ready", lambda each: each.opened, "s", ""
    above = f" (bare Python: {bare.seconds:.2f} s)" if bare else ""
    yield f"fresh process to first answer{above}", lambda each: each.fresh.seconds if each.fresh else None, "s", "≤ 1 s"
    above = f" (bare Python: {bare.peak / 1e6:.0f} MB)" if bare else ""
    yield f"its peak memory{above}", lambda each: each.fresh.peak if each.fresh else None, "MB", "≤ 100 MB"


def _larger(size: int, figure: Callable[[Pace], float]) -> _Figure:
    return lambda each: figure(each.larger[size]) if size in each.larger else None


def _beside(figure: float | None, first: float | None, unit: str) -> str:
    if figure is None:
        return _NOTHING
    scaled = figure * {"ms": 1e3, "s": 1.0, "MB": 1e-6}[unit]
    text = f"{_short(scaled, 3)} {unit}"
    return f"{text} ×{_short(figure / first, 2)}" if first and figure != first else text


def _short(value: float, digits: int) -> str:
    """A number with so many digits that count, never with a power of ten."""
    return f"{value:.{digits}g}" if value < 10**digits else f"{value:.0f}"


def _percent(share: Share) -> str:
    return _NOTHING if share.share is None else f"{share.share:.1%}"


def _band(accuracy: Accuracy, tenth: int) -> Band | None:
    return next((band for band in accuracy.reliability if min(int(band.confidence * 10), 9) == tenth), None)


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "title": outcome.title,
        "threshold": outcome.standard.threshold if outcome.standard else None,
        "accuracy": {of: _accuracy(accuracy) for of, accuracy in outcome.accuracy.items()},
        "turn": _pace(outcome.pace),
        "turn_in_larger_packs": {str(size): _pace(pace) for size, pace in outcome.larger.items()},
        "getting_ready_seconds": outcome.opened,
        "fresh_process": None if outcome.fresh is None else _fresh(outcome.fresh),
    }


def _accuracy(accuracy: Accuracy) -> dict[str, Any]:
    shares: Mapping[str, Share] = accuracy.shares
    return {
        "measures": {
            key: {"share": share.share, "count": share.count, "total": share.total} for key, share in shares.items()
        },
        "calibration_error": accuracy.calibration_error,
        "reliability": [
            {"confidence": band.confidence, "answers": band.answers, "right": band.right}
            for band in accuracy.reliability
        ],
    }


def _pace(pace: Pace) -> dict[str, Any]:
    return {
        "p50_seconds": pace.p50,
        "p99_seconds": pace.p99,
        "processor_p50_seconds": pace.processor_p50,
        "processor_p99_seconds": pace.processor_p99,
        "turns": pace.turns,
    }


def _fresh(fresh: Fresh) -> dict[str, Any]:
    return {"seconds": fresh.seconds, "peak_bytes": fresh.peak}
