"""What to do with an utterance: one named outcome, from named thresholds.

Red flags come before everything. After them an utterance is first placed: an act, something of ours, or neither. It is
ours only where all topics together are at least as confident as `Fitted.scope`; then the best is answered if it is at
least as confident as `Fitted.answer` and leads the runner-up by at least `Fitted.margin`. "I am not sure" and "that is
not mine" are good answers, a wrong confident one is the worst.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.knowledge import Aspect, Fitted, Kind, RedFlag
from bot.core.matching import Candidate, LabelKind
from bot.core.triage import Hit

_MOST_CHOICES = 3

_HALF = 0.5

_LEAST_GOING_ON = 0.03
"""The least confidence, all topics together, at which a message that goes on from a topic is taken to be ours."""


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
class Browse:
    """Somebody looks through the topics of one kind."""

    kind: Kind


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


@dataclass(frozen=True, slots=True)
class Noted:
    """No question, but something the person said of themselves that is kept in mind from here on."""

    confidence: float


@dataclass(frozen=True, slots=True)
class NothingSaid:
    """No word at all, only signs such as a question mark."""


@dataclass(frozen=True, slots=True)
class Known:
    """The person asks what they have said of themselves: the ids of conditions, and the code of the country."""

    conditions: frozenset[str]
    country: str | None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The person wants something they said of themselves forgotten, and it is."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The person has said whether what they told is to be remembered for longer than the conversation."""

    is_kept: bool


OfThePerson = Noted | Known | Forgotten | Settled
"""The outcomes of messages about what the person says of themselves."""

Outcome = (
    NothingSaid
    | Urgent
    | ConfirmRedFlag
    | Answer
    | About
    | Disambiguation
    | Act
    | Browse
    | OutOfScope
    | Fallback
    | OfThePerson
)


def is_ours(candidates: Sequence[Candidate]) -> bool:
    """Whether an utterance is likelier about the subject than not."""
    return _for_ours(candidates) > _HALF


def suspected(
    candidates: Sequence[Candidate], fitted: Fitted, red_flags: Mapping[str, RedFlag], *, is_calm: bool
) -> RedFlag | None:
    """The danger sign an utterance reads like, where the alarm of all of them together reaches `Fitted.ask`.

    A warm one needs `Fitted.ask_warm` alone, because its question does no harm, and at `Fitted.ask` it is asked about
    in a calm utterance too: people speak of despair in quiet and general words.
    """
    flags = [each for each in candidates if each.label.kind is LabelKind.RED_FLAG]
    if not flags:
        return None
    likeliest = max(flags, key=lambda each: each.alarm)
    warmest = max(flags, key=lambda each: each.alarm * red_flags[each.label.id].warm)
    least = fitted.ask if is_calm else fitted.ask_warm
    if red_flags[warmest.label.id].warm and warmest.alarm >= least:
        return red_flags[warmest.label.id]
    if is_calm or sum(each.alarm for each in flags) < fitted.ask:
        return None
    return red_flags[likeliest.label.id]


def decide(candidates: Sequence[Candidate], aspect: Aspect, fitted: Fitted, *, goes_on: bool = False) -> Outcome:
    """The outcome of an utterance in which triage found nothing. Total: every ranking has one.

    One that goes on from the topic spoken of is taken to be ours, unless nearly everything speaks against it.
    """
    acts = [each for each in candidates if each.label.kind is LabelKind.ACT]
    ours = [each for each in candidates if each.label.kind in (LabelKind.TOPIC, LabelKind.RED_FLAG)]
    for_acts = sum(each.confidence for each in acts)
    for_ours = _for_ours(candidates)
    neither = 1.0 - for_acts - for_ours
    if acts and for_acts > max(for_ours, neither):
        return Act(acts[0].label.id, acts[0].confidence)
    if ours and goes_on and for_ours >= _LEAST_GOING_ON:
        return _taken(ours[0], aspect)
    if ours and for_ours >= fitted.scope:
        return _among(ours, aspect, fitted)
    if neither > for_ours or not ours:
        return OutOfScope(neither)
    return Fallback(_near(ours, fitted), ours[0].confidence)


def _for_ours(candidates: Sequence[Candidate]) -> float:
    """The confidence of all topics, and of danger signs asked about, together."""
    return sum(each.confidence for each in candidates if each.label.kind in (LabelKind.TOPIC, LabelKind.RED_FLAG))


def _among(ours: Sequence[Candidate], aspect: Aspect, fitted: Fitted) -> Outcome:
    """The outcome of an utterance that is about the subject."""
    best, runner_up = ours[0], ours[1].confidence if len(ours) > 1 else 0.0
    if best.confidence >= fitted.answer and best.confidence - runner_up >= fitted.margin:
        return _taken(best, aspect)
    near = _near(ours, fitted)
    return Disambiguation(near, aspect, best.confidence) if len(near) > 1 else Fallback(near, best.confidence)


def _near(ours: Sequence[Candidate], fitted: Fitted) -> tuple[str, ...]:
    """The topics that come close, best first, at most three."""
    topics = [each for each in ours if each.label.kind is LabelKind.TOPIC and each.confidence >= fitted.suggest]
    return tuple(each.label.id for each in topics[:_MOST_CHOICES])


def _taken(best: Candidate, aspect: Aspect) -> Outcome:
    if best.label.kind is LabelKind.RED_FLAG:
        return About(best.label.id, best.confidence)
    return Answer(best.label.id, aspect, best.confidence)
