"""How the features of the matcher are weighed and where its thresholds stand, learnt from a pack's own cases.

The weights are those of a conditional logit (a softmax over the contenders of each text) with a quadratic penalty,
found by L-BFGS. The thresholds are set on what the weights make of cases they were not fitted on. All of it is plain
arithmetic in a fixed order: the same cases give the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from operator import mul
from zlib import crc32

from bot.core.knowledge import Fitted
from bot.core.matching import Contender, LabelKind, confidences

WRONG_ANSWER_RATE = 0.05
"""Of the texts about the subject, how many may be answered with another topic than the right one."""

OUT_OF_SCOPE_RATE = 0.02
"""Of the texts that are not about the subject, how many may be answered at all."""

NEEDLESS_QUESTION_RATE = 0.005
"""Of the texts without a danger sign, how many may be answered with the question about one."""

FOLDS = 5
_FEWEST_OF_ASPECTS = 200
_PENALTY = 0.5
_STEPS = 20
_LEAST_ANSWER = 0.3
"""Below this confidence three topics may be as likely: the person is asked, however rarely that would go wrong."""

_SUGGESTED = 0.5
"""Of the texts whose right topic does not come first, how many shall have it named as near."""


class Truth(StrEnum):
    """What a text is known to be. `harmless` only looks like a danger sign; what it is about is not known."""

    OURS = "ours"
    ACT = "act"
    ELSEWHERE = "elsewhere"
    DANGER = "danger"
    HARMLESS = "harmless"


_KNOWN = frozenset({Truth.OURS, Truth.ACT, Truth.ELSEWHERE})


@dataclass(frozen=True, slots=True)
class Question:
    """A text whose answer is known, with its contenders; `right` tells which of them are right answers."""

    text: str
    truth: Truth
    contenders: tuple[Contender, ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What weights that have not seen a question make of it.

    `danger` is the confidence of all danger signs together, `warm` that of the warm ones, `ours` that of all topics and
    danger signs; `best`, `lead` and `is_right` speak of the likeliest topic; `right` is the confidence of the likeliest
    right answer.
    """

    question: Question
    danger: float
    warm: float
    ours: float
    best: float
    lead: float
    is_right: bool
    right: float


@dataclass(frozen=True, slots=True)
class Band:
    """One line of a reliability table: answers of about this confidence, and how many of them were right."""

    confidence: float
    answers: int
    right: int


@dataclass(frozen=True, slots=True)
class Fit:
    """What was learnt, and how it did on questions that the fold's weights had not seen."""

    fitted: Fitted
    judgements: tuple[Judgement, ...]
    aspects_right: float | None


def fit(questions: Sequence[Question], of_aspects: Sequence[Question] = (), warm: frozenset[str] = frozenset()) -> Fit:
    """Weights from all questions, thresholds from five-fold cross-validation. Raises ValueError without questions.

    `warm` are the ids of the danger signs that have a threshold of their own.

    `of_aspects` are questions whose topic is known: their contenders are the aspects. Where they are too few to learn
    from, there are no weights for aspects.
    """
    if not questions:
        raise ValueError("there are no questions to fit to")
    known = [each for each in questions if each.truth in _KNOWN]
    weights, danger_weights = fit_weights(known), fit_weights(questions)
    judgements = tuple(cross_validate(known, weights))
    alarms = tuple(cross_validate(questions, danger_weights, warm))
    thresholds = set_thresholds(weights, danger_weights, judgements, alarms)
    if len(of_aspects) < _FEWEST_OF_ASPECTS:
        return Fit(thresholds, judgements, None)
    aspect_weights = {name: round(weight, 4) for name, weight in fit_weights(of_aspects).items()}
    return Fit(thresholds.model_copy(update={"aspect_weights": aspect_weights}), judgements, aspects_right(of_aspects))


def aspects_right(questions: Sequence[Question]) -> float:
    """The share of questions whose aspect is found by weights that have not seen them."""
    right = 0
    for fold in range(FOLDS):
        weights = fit_weights([each for each in questions if _fold(each) != fold])
        right += sum(_is_best_right(weights, each) for each in questions if _fold(each) == fold)
    return right / len(questions)


def _is_best_right(weights: Mapping[str, float], question: Question) -> bool:
    chances = confidences(weights, [each.features for each in question.contenders])
    return question.right[chances.index(max(chances))]


def fit_weights(questions: Sequence[Question], start: Mapping[str, float] | None = None) -> Mapping[str, float]:
    """The weights under which the right contenders are likeliest. `start` only makes finding them faster."""
    names = sorted({name for question in questions for each in question.contenders for name in each.features})
    scales = _scales(names, questions)
    rows = [row for question in questions if (row := _row(question, names, scales))]
    begin = [(start or {}).get(name, 0.0) * scale for name, scale in zip(names, scales, strict=True)]
    found = _minimize(lambda weights: _loss(weights, rows), begin)
    return {name: weight / scale for name, weight, scale in zip(names, found, scales, strict=True)}


def cross_validate(
    questions: Sequence[Question], start: Mapping[str, float], warm: frozenset[str] = frozenset()
) -> Iterator[Judgement]:
    """Each question judged by weights fitted on the four fifths it is not part of."""
    for fold in range(FOLDS):
        weights = fit_weights([each for each in questions if _fold(each) != fold], start)
        yield from (judge(weights, each, warm) for each in questions if _fold(each) == fold)


def judge(weights: Mapping[str, float], question: Question, warm: frozenset[str] = frozenset()) -> Judgement:
    """What these weights make of a question."""
    chances = confidences(weights, [each.features for each in question.contenders])
    ranked = sorted(
        (
            (chance, is_right)
            for chance, each, is_right in zip(chances, question.contenders, question.right, strict=True)
            if each.label is not None and each.label.kind in (LabelKind.TOPIC, LabelKind.RED_FLAG)
        ),
        reverse=True,
    )
    (best, is_right), (second, _), *_ = [*ranked, (0.0, False), (0.0, False)]
    right = max((chance for chance, is_so in ranked if is_so), default=0.0)
    dangers = [
        (chance, each.label.id)
        for chance, each in zip(chances, question.contenders, strict=True)
        if each.label is not None and each.label.kind is LabelKind.RED_FLAG
    ]
    danger, warmest = sum(chance for chance, _ in dangers), sum(chance for chance, own_id in dangers if own_id in warm)
    return Judgement(
        question, danger, warmest, sum(chance for chance, _ in ranked), best, best - second, is_right, right
    )


def set_thresholds(
    weights: Mapping[str, float],
    danger_weights: Mapping[str, float],
    judgements: Sequence[Judgement],
    alarms: Sequence[Judgement],
) -> Fitted:
    """The thresholds that keep to the two rates and, among those, answer most questions rightly."""
    ours = [each for each in judgements if each.question.truth is Truth.OURS]
    elsewhere = [each for each in judgements if each.question.truth is Truth.ELSEWHERE]
    scope = _threshold([each.ours for each in elsewhere], OUT_OF_SCOPE_RATE)
    answer, margin = _answer_and_margin([each for each in ours if each.ours >= scope], len(ours))
    missed = sorted((each.right for each in ours if not each.is_right), reverse=True)
    suggest = missed[math.ceil(_SUGGESTED * len(missed)) - 1] if missed else answer
    calm = [each for each in alarms if each.question.truth in (Truth.OURS, Truth.HARMLESS)]
    return Fitted(
        weights={name: round(weight, 4) for name, weight in weights.items()},
        danger_weights={name: round(weight, 4) for name, weight in danger_weights.items()},
        ask=round(_threshold([each.danger for each in calm], NEEDLESS_QUESTION_RATE), 4) if calm else 1.0,
        ask_warm=round(_threshold([each.warm for each in calm], NEEDLESS_QUESTION_RATE), 4) if calm else 1.0,
        scope=round(scope, 4),
        answer=answer,
        margin=margin,
        suggest=round(suggest, 4),
        wrong_answer_rate=WRONG_ANSWER_RATE,
        out_of_scope_rate=OUT_OF_SCOPE_RATE,
        needless_question_rate=NEEDLESS_QUESTION_RATE,
        aspect_weights={},
    )


def reliability(fit: Fit, bands: int = 10) -> tuple[Band, ...]:
    """How often answers of each confidence were right: in a well calibrated pack, as often as they say."""
    answered = [each for each in fit.judgements if is_answered(each, fit.fitted)]
    found: list[Band] = []
    for number in range(bands):
        inside = [each for each in answered if min(int(each.best * bands), bands - 1) == number]
        if inside:
            mean = sum(each.best for each in inside) / len(inside)
            found.append(Band(mean, len(inside), sum(each.is_right for each in inside)))
    return tuple(found)


def is_answered(judgement: Judgement, fitted: Fitted) -> bool:
    """Whether a topic would be given as the answer."""
    return judgement.ours >= fitted.scope and judgement.best >= fitted.answer and judgement.lead >= fitted.margin


def _fold(question: Question) -> int:
    """Which fifth a question belongs to: by its text, so that adding a question moves no other."""
    return crc32(question.text.encode()) % FOLDS


def _threshold(values: Sequence[float], rate: float) -> float:
    """The least value that at most this share of the values reaches."""
    ranked = sorted(values, reverse=True)
    allowed = int(rate * len(ranked))
    return ranked[allowed] + 1e-4 if allowed < len(ranked) else 0.0


def _answer_and_margin(in_scope: Sequence[Judgement], total: int) -> tuple[float, float]:
    """The least confidence and the least lead with which at most the stated share of answers is wrong."""

    def outcome(answer: float, margin: float) -> tuple[int, int]:
        taken = [each for each in in_scope if each.best >= answer and each.lead >= margin]
        right = sum(each.is_right for each in taken)
        return len(taken) - right, right

    steps = [number / 20 for number in range(_STEPS)]
    allowed = WRONG_ANSWER_RATE * total
    answers = [step for step in steps if step >= _LEAST_ANSWER]
    options = [(answer, margin, *outcome(answer, margin)) for answer, margin in product(answers, steps)]
    sound = [option for option in options if option[2] <= allowed]
    best = max(sound, key=lambda option: (option[3], -option[2], -option[0], -option[1]))
    return best[0], best[1]


_Row = tuple[tuple[tuple[tuple[int, ...], tuple[float, ...]], ...], tuple[bool, ...]]
"""The contenders of a question as indices and scaled values, and which of them are right."""


def _scales(names: Sequence[str], questions: Sequence[Question]) -> Sequence[float]:
    """The spread of each feature, so that the penalty weighs on all alike."""
    sums = dict.fromkeys(names, 0.0)
    count = 0
    for question in questions:
        for each in question.contenders:
            count += 1
            for name, value in each.features.items():
                sums[name] += value * value
    return [math.sqrt(sums[name] / count) or 1.0 for name in names]


def _row(question: Question, names: Sequence[str], scales: Sequence[float]) -> _Row | None:
    """None where there is nothing to learn: no contender is right, or all are."""
    if not any(question.right) or all(question.right):
        return None
    index = {name: place for place, name in enumerate(names)}
    contenders = []
    for each in question.contenders:
        places = tuple(index[name] for name in each.features)
        values = tuple(value / scales[index[name]] for name, value in each.features.items())
        contenders.append((places, values))
    return tuple(contenders), question.right


def _loss(weights: Sequence[float], rows: Sequence[_Row]) -> tuple[float, list[float]]:
    """How unlikely the right contenders are, with the penalty; and its gradient."""
    loss = _PENALTY * sum(weight * weight for weight in weights)
    gradient = [2.0 * _PENALTY * weight for weight in weights]
    for contenders, right in rows:
        scores = [sum(map(mul, [weights[place] for place in places], values)) for places, values in contenders]
        highest = max(scores)
        powers = [math.exp(score - highest) for score in scores]
        total = sum(powers)
        hit = sum([power for power, is_right in zip(powers, right, strict=True) if is_right])
        loss -= math.log(max(hit, 1e-300) / total)
        for (places, values), power, is_right in zip(contenders, powers, right, strict=True):
            pull = power / total - (power / max(hit, 1e-300) if is_right else 0.0)
            for place, value in zip(places, values, strict=True):
                gradient[place] += pull * value
    return loss, gradient


_MEMORY = 12
_MOST_ITERATIONS = 200
_ENOUGH = 1e-5
_ARMIJO = 1e-4
_LEAST_STEP = 1e-8


def _minimize(
    function: Callable[[Sequence[float]], tuple[float, list[float]]], start: Sequence[float]
) -> Sequence[float]:
    """Where a smooth function with a gradient is least, by L-BFGS (Nocedal and Wright, chapter 7) with backtracking."""
    point = list(start)
    value, gradient = function(point)
    history: list[tuple[list[float], list[float]]] = []
    for _ in range(_MOST_ITERATIONS):
        direction = _direction(gradient, history)
        slope = _dot(direction, gradient)
        step = 1.0 if history else 1.0 / max(math.sqrt(_dot(gradient, gradient)), 1.0)
        while True:
            there = [here + step * way for here, way in zip(point, direction, strict=True)]
            lower, onwards = function(there)
            if lower <= value + _ARMIJO * step * slope or step < _LEAST_STEP:
                break
            step /= 2.0
        moved = [after - before for after, before in zip(there, point, strict=True)]
        turned = [after - before for after, before in zip(onwards, gradient, strict=True)]
        if _dot(moved, turned) > 0.0:
            history = [*history[1 - _MEMORY :], (moved, turned)]
        gained = value - lower
        point, value, gradient = there, lower, onwards
        if gained <= _ENOUGH * max(abs(value), 1.0):
            break
    return point


def _direction(gradient: Sequence[float], history: Sequence[tuple[list[float], list[float]]]) -> list[float]:
    """Downhill, by what the last steps told about the curvature (the two-loop recursion)."""
    way = [-slope for slope in gradient]
    shares: list[float] = []
    for moved, turned in reversed(history):
        share = _dot(moved, way) / _dot(moved, turned)
        shares.append(share)
        way = [here - share * change for here, change in zip(way, turned, strict=True)]
    if history:
        moved, turned = history[-1]
        scale = _dot(moved, turned) / _dot(turned, turned)
        way = [scale * here for here in way]
    for (moved, turned), share in zip(history, reversed(shares), strict=True):
        back = _dot(turned, way) / _dot(moved, turned)
        way = [here + (share - back) * change for here, change in zip(way, moved, strict=True)]
    return way


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return float(sum(map(mul, left, right)))
