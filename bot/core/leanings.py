"""Which terms lean towards which labels: weights of a multinomial logistic regression, learnt from a pack's examples.

The language models (likelihood.py) look at each label by itself. Leanings are learnt for all labels at once, so a term
that several of them share speaks for none of them. Only the strongest are kept: a list short enough to be read.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from operator import sub
from zlib import crc32

from bot.core.likelihood import CONCEPT, STOP_WORD, WORD, Terms

_KINDS = (CONCEPT, WORD, STOP_WORD)
_SEEN = 2
"""Examples that have to hold a term before anything is learnt of it."""

_ROUNDS = 12
_STEP = 2.0
_SLOWER = 0.15
"""Stochastic gradient descent: how often over all examples, how far at first, and how soon less far.

It ends before it has learnt the examples by heart, and so needs no penalty.
"""

_KEPT = 3000
"""Leanings that are kept of all labels together."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """An example: its label, and the terms it is made of."""

    label: str
    text: str
    terms: Terms


class Leanings:
    """What was learnt, ready to be asked. `learnt` is what `learn` gave."""

    def __init__(self, learnt: Mapping[str, str]) -> None:
        self._labels = tuple(learnt)
        self._rows: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, written in enumerate(learnt.values()):
            for term, weight in _read(written):
                self._rows[term].append((place, weight))

    def of(self, found: Terms) -> Mapping[str, float]:
        """How far a text leans towards each label, on a scale that does not grow with the text."""
        totals = [0.0] * len(self._labels)
        shares = _shares(found)
        for term, share in shares.items():
            for place, weight in self._rows.get(term, ()):
                totals[place] += share * weight
        scale = _scale(shares)
        return {label: total * scale for label, total in zip(self._labels, totals, strict=True) if total}


def learn(lessons: Sequence[Lesson]) -> Mapping[str, str]:
    """The strongest leanings of each label, as they stand in fitted.yaml. The same lessons teach the same."""
    counts = Counter(term for lesson in lessons for term in _shares(lesson.terms))
    labels = sorted({lesson.label for lesson in lessons})
    weights = {term: [0.0] * len(labels) for term, count in sorted(counts.items()) if count >= _SEEN}
    ordered = sorted(lessons, key=lambda lesson: (crc32(lesson.text.encode()), lesson.label))
    rows = [_row(lesson, labels, weights) for lesson in ordered]
    for number in range(_ROUNDS):
        step = _STEP / (1.0 + _SLOWER * number)
        for terms, scale, right in rows:
            _correct(weights, terms, scale, right, step)
    return _written(labels, _strongest(weights))


def _shares(found: Terms) -> Mapping[str, float]:
    """The terms that leanings are learnt of. A concept is marked, so that no word is taken for it."""
    shares = {f"<{name}>": share for name, share in found[CONCEPT].items()}
    return {**shares, **found[WORD], **found[STOP_WORD]}


def _scale(shares: Mapping[str, float]) -> float:
    return 1.0 / math.sqrt(max(sum(shares.values()), 1.0))


_Row = tuple[Sequence[str], float, int]
"""The terms of an example that something is learnt of, what each counts, and the place of its label."""


def _row(lesson: Lesson, labels: Sequence[str], weights: Mapping[str, Sequence[float]]) -> _Row:
    shares = _shares(lesson.terms)
    return tuple(term for term in shares if term in weights), _scale(shares), labels.index(lesson.label)


def _correct(weights: dict[str, list[float]], terms: Sequence[str], scale: float, right: int, step: float) -> None:
    """One step towards weights under which the right label of an example is likelier."""
    if not terms:
        return
    scores = [scale * sum(column) for column in zip(*[weights[term] for term in terms], strict=True)]
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    slope = step * scale / sum(powers)
    moves = [slope * power for power in powers]
    moves[right] -= step * scale
    for term in terms:
        weights[term] = list(map(sub, weights[term], moves))


def _strongest(weights: Mapping[str, Sequence[float]]) -> Iterator[tuple[int, str, float]]:
    """The leanings that are kept: place of the label, term and weight. What a term gives to all labels is left out."""
    centred = (
        (place, term, weight - sum(row) / len(row)) for term, row in weights.items() for place, weight in enumerate(row)
    )
    return iter(nsmallest(_KEPT, centred, key=lambda each: (-abs(each[2]), each[1], each[0])))


def _written(labels: Sequence[str], leanings: Iterable[tuple[int, str, float]]) -> Mapping[str, str]:
    """For each label "term weight, term weight", the strongest first."""
    lists: list[list[str]] = [[] for _ in labels]
    for place, term, weight in leanings:
        lists[place].append(f"{term} {weight:.1f}")
    return {label: ", ".join(each) for label, each in zip(labels, lists, strict=True)}


def _read(written: str) -> Iterator[tuple[str, float]]:
    """What `_written` wrote of a label. Raises ValueError where a weight is no number."""
    for each in filter(None, written.split(", ")):
        term, _, weight = each.rpartition(" ")
        yield term, float(weight)
