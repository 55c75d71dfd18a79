"""The same standard for every method: how sure it must be before it answers.

The bot has its thresholds from `knowledge fit`. Any other method gets one too, chosen on the same cases for the same
two rates: of the pack's questions no more are answered wrong, and of those out of scope no more are answered. From
the same cases comes what its scores are worth as confidences.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.content.examination import Part
from bot.core.knowledge import Fitted
from bot.core.replies import ReplyKind
from tests.benchmarks.asking import Answered
from tests.benchmarks.judging import is_answered, is_right, is_wrong
from tests.benchmarks.methods import Said


@dataclass(frozen=True, slots=True)
class Standard:
    """The score above which a method answers; and, upwards, how often answers of each score were right."""

    threshold: float
    worth: tuple[tuple[float, float], ...]

    def held_to(self, answered: Answered) -> Answered:
        """The same trial as it goes with this standard."""
        return replace(answered, said=tuple(self._held(said) for said in answered.said))

    def _held(self, said: Said) -> Said:
        confidence = self._confidence(said.confidence)
        if said.confidence > self.threshold:
            return replace(said, confidence=confidence)
        return replace(said, kind=ReplyKind.FALLBACK, topics=(), confidence=confidence)

    def _confidence(self, score: float) -> float:
        place = bisect_right(self.worth, score, key=lambda step: step[0])
        return self.worth[max(place - 1, 0)][1] if self.worth else 0.0


def standard_for(cases: Iterable[Answered], fitted: Fitted) -> Standard:
    """The standard of a method that answered the pack's cases with scores, for the rates the pack is fitted to."""
    cases = tuple(cases)
    ours = [case for case in cases if case.trial.part is Part.TOPICS]
    elsewhere = [case for case in cases if case.trial.part is Part.OUT_OF_SCOPE]
    wrong = _least([case.last.confidence for case in ours if is_wrong(case)], fitted.wrong_answer_rate * len(ours))
    stray = _least(
        [case.last.confidence for case in elsewhere if is_answered(case)], fitted.out_of_scope_rate * len(elsewhere)
    )
    pairs = [(case.last.confidence, is_right(case)) for case in (*ours, *elsewhere) if is_answered(case)]
    return Standard(max(wrong, stray), worth_of(pairs))


def worth_of(pairs: Iterable[tuple[float, bool]]) -> tuple[tuple[float, float], ...]:
    """How often scores were right, never less for a higher score (isotonic regression by pooling neighbours)."""
    pools: list[tuple[float, int, int]] = []  # the least score, how many, how many of them right
    for score, right in sorted(pairs):
        pools.append((score, 1, int(right)))
        while len(pools) > 1 and _share(pools[-2]) >= _share(pools[-1]):
            (least, many, good), (_, more, better) = pools[-2:]
            pools[-2:] = [(least, many + more, good + better)]
    return tuple((pool[0], _share(pool)) for pool in pools)


def _share(pool: tuple[float, int, int]) -> float:
    return pool[2] / pool[1]


def _least(scores: Sequence[float], allowed: float) -> float:
    """The least threshold that no more than the allowed number of scores is above."""
    ranked = sorted(scores, reverse=True)
    return ranked[int(allowed)] if int(allowed) < len(ranked) else 0.0
