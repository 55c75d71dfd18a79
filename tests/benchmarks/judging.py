"""What is right, and the measures that are made of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.content.examination import ALARMS, Part
from bot.core.fitting import Band
from bot.core.replies import ReplyKind
from tests.benchmarks.asking import Answered

_ASSERTED = frozenset({ReplyKind.ANSWER, ReplyKind.URGENT, ReplyKind.ACT})
_BANDS = 10


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    total: int

    @property
    def share(self) -> float | None:
        """None where there was nothing to count among."""
        return self.count / self.total if self.total else None


def is_right(answered: Answered) -> bool:
    """Whether the first thing that was answered is among what is accepted."""
    said = answered.last
    return said.kind in _ASSERTED and said.topics[:1] != () and said.topics[0] in answered.trial.accept


def is_wrong(answered: Answered) -> bool:
    """Whether something else was answered as though it were right. To ask back or to pass is not wrong."""
    return answered.last.kind in _ASSERTED and not is_right(answered)


def is_to_the_point(answered: Answered) -> bool:
    """Whether what was asked of a topic was answered, and not something else of it."""
    return answered.last.aspect is answered.trial.aspect


def is_judged_by_aspect(answered: Answered) -> bool:
    """Whether the topic is right, and it is known what was asked of it and what was answered."""
    return is_right(answered) and None not in (answered.trial.aspect, answered.last.aspect)


def is_answered(answered: Answered) -> bool:
    """Whether a topic was given as the answer."""
    return answered.last.kind is ReplyKind.ANSWER


def is_offered(answered: Answered) -> bool:
    """Whether the bot asked which of a few things was meant, and one of them is accepted."""
    said = answered.last
    return said.kind is ReplyKind.DISAMBIGUATION and not set(said.topics).isdisjoint(answered.trial.accept)


def _among(first: int) -> Callable[[Answered], bool]:
    return lambda answered: not set(answered.last.ranking[:first]).isdisjoint(answered.trial.accept)


def _raised(*kinds: ReplyKind) -> Callable[[Answered], bool]:
    """Whether any turn raised the right red flag first, in one of these ways."""
    return lambda answered: any(
        said.kind in kinds and said.topics[:1] != () and said.topics[0] in answered.trial.accept
        for said in answered.said
    )


def _alarmed(kinds: Collection[ReplyKind]) -> Callable[[Answered], bool]:
    return lambda answered: any(said.kind in kinds for said in answered.said)


@dataclass(frozen=True, slots=True)
class Measure:
    """A share of the trials of some parts for which something holds, and what the bot aims at in words.

    It is taken of typo twins where it is `mistyped`, and only of what no red flag answers where it is `ordinary`.
    `among` tells which trials count at all.
    """

    key: str
    title: str
    parts: frozenset[Part]
    holds: Callable[[Answered], bool]
    target: str = ""
    mistyped: bool = False
    ordinary: bool = False
    among: Callable[[Answered], bool] = bool


_TOPICS = frozenset({Part.TOPICS})
_MUST = frozenset({Part.MUST})
_ORDINARY = frozenset({Part.TOPICS, Part.MUST_NOT})
_OUTSIDE = frozenset({Part.OUT_OF_SCOPE})

MEASURES = (
    Measure("right", "first answer right", _TOPICS, is_right, "≥ 95 %"),
    Measure("wrong", "wrong answer given", _TOPICS, is_wrong),
    Measure("to_the_point", "of right ones: what was asked of it", _TOPICS, is_to_the_point, among=is_judged_by_aspect),
    Measure("offered", "asked back, the right one offered", _TOPICS, is_offered),
    Measure("guess", "best guess right, threshold aside", _TOPICS, _among(1)),
    Measure("top_3", "right among the best three", _TOPICS, _among(3)),
    Measure("out_of_scope_answered", "out of scope answered", _OUTSIDE, is_answered, "≤ 2 %"),
    Measure("typos_right", "typo twins: first answer right", _TOPICS, is_right, "≤ 3 points less", mistyped=True),
    Measure("typos_guess", "typo twins: best guess right", _TOPICS, _among(1), mistyped=True),
    Measure("typos_top_3", "typo twins: among the best three", _TOPICS, _among(3), mistyped=True),
    Measure("follow_ups", "follow-up turns right", frozenset({Part.FOLLOW_UPS}), is_right, "≥ 95 %"),
    Measure("acts", "acts right", frozenset({Part.ACTS}), is_right),
    Measure("red_flags", "red flags recognised at once", _MUST, _raised(ReplyKind.URGENT)),
    Measure("red_flags_asked", "red flags recognised or asked about", _MUST, _raised(*ALARMS), "≥ 99 %"),
    Measure("typos_red_flags", "typo twins: recognised or asked about", _MUST, _raised(*ALARMS), mistyped=True),
    Measure("alarmed", "ordinary questions alarmed", _ORDINARY, _alarmed(ALARMS), "≤ 2 %", ordinary=True),
    Measure("alarmed_at_once", "of these without asking", _ORDINARY, _alarmed({ReplyKind.URGENT}), ordinary=True),
)


def measured(
    answered: Sequence[Answered], mistyped: Sequence[Answered], red_flags: Collection[str]
) -> Mapping[str, Share]:
    """Every measure, of the questions as they were written and of their typo twins."""
    return {measure.key: _share(measure, mistyped if measure.mistyped else answered, red_flags) for measure in MEASURES}


def _share(measure: Measure, answered: Iterable[Answered], red_flags: Collection[str]) -> Share:
    """The share of trials for which a measure holds."""
    asked = [each for each in answered if each.trial.part in measure.parts and measure.among(each)]
    if measure.ordinary:
        asked = [each for each in asked if _is_ordinary(each, red_flags)]
    return Share(sum(map(measure.holds, asked)), len(asked))


def _is_ordinary(answered: Answered, red_flags: Collection[str]) -> bool:
    return answered.trial.part is Part.MUST_NOT or set(answered.trial.accept).isdisjoint(red_flags)


def reliability(answered: Iterable[Answered]) -> tuple[Band, ...]:
    """For each tenth of confidence, how many questions were answered so surely, and how many of them rightly."""
    given = [each for each in answered if each.trial.part in _TOPICS | _OUTSIDE and is_answered(each)]
    found: list[Band] = []
    for number in range(_BANDS):
        inside = [each for each in given if min(int(each.last.confidence * _BANDS), _BANDS - 1) == number]
        if inside:
            mean = sum(each.last.confidence for each in inside) / len(inside)
            found.append(Band(mean, len(inside), sum(map(is_right, inside))))
    return tuple(found)


def calibration_error(bands: Sequence[Band]) -> float | None:
    """How far confidence and truth lie apart on average (expected calibration error); None without answers."""
    answers = sum(band.answers for band in bands)
    if not answers:
        return None
    return sum(abs(band.confidence * band.answers - band.right) for band in bands) / answers
