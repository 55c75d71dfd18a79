"""What to do with an utterance: one named outcome, from named thresholds.

Red flags come before everything. After them an outcome is `Answer` only where the best candidate is at least as
confident as `Fitted.answer` and leads the runner-up by at least `Fitted.margin`; "I am not sure" and "that is not
mine" are good answers, a wrong confident one is the worst.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.knowledge import Aspect, Fitted
from bot.core.matching import Candidate, LabelKind
from bot.core.triage import Hit

_MOST_CHOICES = 3


@dataclass(frozen=True, slots=True)
class Urgent:
    """The signs of red flags are there, gravest first: say so, and nothing else."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class ConfirmRedFlag:
    """The signs are near but not certain: one yes / no question."""

    hit: Hit


@dataclass(frozen=True, slots=True)
class Answer:
    """A topic the pack can speak of, and what was asked of it."""

    topic: str
    aspect: Aspect
    confidence: float


@dataclass(frozen=True, slots=True)
class About:
    """A general question about a danger sign that nobody has right now."""

    flag: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Disambiguation:
    """Two or three topics are too close to tell apart: ask which."""

    topics: tuple[str, ...]
    aspect: Aspect
    confidence: float


@dataclass(frozen=True, slots=True)
class Act:
    """Something said to the bot that is not a question about its subject."""

    id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """Understood as not ours. `language` is set where it was written in a language the bot does not speak."""

    confidence: float
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Fallback:
    """Nothing reached the threshold. `nearest` are the topics that came closest."""

    nearest: tuple[str, ...]
    confidence: float


Outcome = Urgent | ConfirmRedFlag | Answer | About | Disambiguation | Act | OutOfScope | Fallback


def decide(candidates: Sequence[Candidate], aspect: Aspect, fitted: Fitted) -> Outcome:
    """The outcome of an utterance in which triage found nothing. Total: every ranking has one."""
    elsewhere = sum(each.confidence for each in candidates if each.label.kind is LabelKind.ELSEWHERE)
    ours = [each for each in candidates if each.label.kind is not LabelKind.ELSEWHERE]
    if not ours or elsewhere >= max(fitted.answer, ours[0].confidence):
        return OutOfScope(elsewhere)
    best, runner_up = ours[0], ours[1].confidence if len(ours) > 1 else 0.0
    if best.confidence >= fitted.answer and best.confidence - runner_up >= fitted.margin:
        return _taken(best, aspect)
    close = tuple(
        each.label.id
        for each in ours[:_MOST_CHOICES]
        if each.label.kind is LabelKind.TOPIC and each.confidence >= fitted.suggest
    )
    together = sum(each.confidence for each in ours[:_MOST_CHOICES])
    if len(close) > 1 and together >= fitted.answer:
        return Disambiguation(close, aspect, best.confidence)
    return Fallback(close, best.confidence)


def _taken(best: Candidate, aspect: Aspect) -> Outcome:
    match best.label.kind:
        case LabelKind.ACT:
            return Act(best.label.id, best.confidence)
        case LabelKind.RED_FLAG:
            return About(best.label.id, best.confidence)
        case _:
            return Answer(best.label.id, aspect, best.confidence)
