"""Which topic an utterance is about: every label a pack has examples for, ranked, with a confidence.

The labels' language models (likelihood.py) find the likeliest few. These are then compared by a weighted sum of named
features; the weights are fitted on the pack's cases (`knowledge fit`) and a softmax over them gives the confidence.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from heapq import nlargest

from bot.core.features import Absences, CircumstanceFinder, Circumstances, gained_by_label, gained_by_side, named
from bot.core.knowledge import Kind, KnowledgeBase
from bot.core.leanings import Leanings, Lesson
from bot.core.lexicon import NUMBER, Lexicon, Reading
from bot.core.likelihood import Gains, Likelihood, Terms, terms

_SMOOTHING = 40.0
"""Terms' worth of the whole pack that each label is mixed with."""

_CONTENDERS = 8
"""How many labels are compared closely."""


class LabelKind(StrEnum):
    """What a label stands for, and so what is done when it wins."""

    TOPIC = "topic"
    RED_FLAG = "red_flag"
    ACT = "act"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Label:
    """Something an utterance can be about."""

    id: str
    kind: LabelKind
    topic_kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Contender:
    """A label that is compared closely, or nothing at all (`label` is None), and what speaks for it."""

    label: Label | None
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label an utterance may be about. Confidences of all candidates and of nothing at all add up to 1.

    `alarm` is the confidence by the weights that were fitted to tell danger signs from all else.
    """

    label: Label
    confidence: float
    alarm: float
    features: Mapping[str, float]


class Matcher:
    """The examples of a pack, ready to be matched against."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon) -> None:
        self._weights = knowledge.fitted.weights
        self._danger_weights = knowledge.fitted.danger_weights
        labelled = tuple(_labelled(knowledge))
        self.labels = tuple(label for label, _, _ in labelled)
        self._named = tuple(lexicon.read(title).concept_names - {NUMBER} for _, title, _ in labelled)
        readings = [[lexicon.read(example) for example in examples] for _, _, examples in labelled]
        found = [[terms(reading) for reading in each] for each in readings]
        self._likelihood = Likelihood(found, _SMOOTHING)
        self._sides = Likelihood(_by_side(self.labels, found), _SMOOTHING)
        self._absences = Absences(readings)
        self._leanings = Leanings(knowledge.fitted.leanings)
        self._circumstances = CircumstanceFinder(knowledge.vocabulary)

    def rank(self, reading: Reading) -> tuple[Candidate, ...]:
        """The likeliest labels, best first, at most eight."""
        contenders = self.contenders(reading)
        features = [each.features for each in contenders]
        chances = confidences(self._weights, features)
        alarms = confidences(self._danger_weights, features)
        candidates = (
            Candidate(each.label, chance, alarm, each.features)
            for each, chance, alarm in zip(contenders, chances, alarms, strict=True)
            if each.label is not None
        )
        return tuple(sorted(candidates, key=lambda candidate: -candidate.confidence))

    def contenders(self, reading: Reading) -> tuple[Contender, ...]:
        """The likeliest labels in no order, and nothing at all, with all their features."""
        found = terms(reading)
        gains = self._likelihood.gather(found)
        sides = self._sides.gather(found)
        whole = self._circumstances.find(reading)
        leanings = self._leanings.of(found)
        rough = self._likelihood.rough(gains)
        places = nlargest(_CONTENDERS, range(len(rough)), key=rough.__getitem__) if gains.mass else []
        names = reading.concept_names - {NUMBER}
        labels = [Contender(self.labels[place], self._features(place, names, gains, sides, whole)) for place in places]
        contenders = (*labels, Contender(None, self._features_of_nothing(sides, whole)))
        return tuple(_leaning(each, leanings) for each in contenders)

    def _features(
        self, place: int, names: frozenset[str], gains: Gains, sides: Gains, whole: Circumstances
    ) -> Mapping[str, float]:
        label = self.labels[place]
        features = gained_by_label(gains, self._likelihood.floors, place)
        features |= gained_by_side(sides, self._sides.floors, _SIDES[label.kind])
        features["absent"] = self._absences.absent(place, names)
        features["named"] = named(self._named[place], names)
        features[f"is_{label.topic_kind or label.kind}"] = 1.0
        if label.kind is LabelKind.ELSEWHERE:
            features |= whole.out
        elif label.kind is LabelKind.ACT:
            features |= whole.act
        return features

    def _features_of_nothing(self, sides: Gains, whole: Circumstances) -> Mapping[str, float]:
        features = gained_by_side(sides, self._sides.floors, _SIDES[LabelKind.ELSEWHERE])
        return {**features, **whole.out, "is_nothing": 1.0}


def lessons(knowledge: KnowledgeBase, lexicon: Lexicon) -> Iterator[Lesson]:
    """Every example with what it teaches. Whatever lies elsewhere teaches one thing."""
    for label, _, examples in _labelled(knowledge):
        for example in examples:
            yield Lesson(_learnt_as(label), example, terms(lexicon.read(example)))


def leaving_out(candidates: Sequence[Candidate], ids: Collection[str]) -> tuple[Candidate, ...]:
    """The candidates without those of these ids, whose confidence goes to the others in proportion."""
    kept = [each for each in candidates if each.label.id not in ids]
    lost = sum(each.confidence for each in candidates if each.label.id in ids)
    if not lost or lost >= 1.0:
        return tuple(kept)
    return tuple(replace(each, confidence=each.confidence / (1.0 - lost)) for each in kept)


def _labelled(knowledge: KnowledgeBase) -> Iterator[tuple[Label, str, Sequence[str]]]:
    """Every label with its title and its examples."""
    for topic in knowledge.topics.values():
        examples = [example for group in topic.examples.values() for example in group]
        yield Label(topic.id, LabelKind.TOPIC, topic.kind), topic.title, examples
    for flag in knowledge.red_flags.values():
        yield Label(flag.id, LabelKind.RED_FLAG), "", flag.examples
    for act in (each for each in knowledge.acts.values() if each.examples):
        yield Label(act.id, LabelKind.ACT), "", act.examples
    for kind, samples in knowledge.elsewhere.examples.items():
        yield Label(kind, LabelKind.ELSEWHERE), "", samples


def _learnt_as(label: Label | None) -> str:
    """What leanings call a label, or nothing at all."""
    return LabelKind.ELSEWHERE if label is None or label.kind is LabelKind.ELSEWHERE else label.id


def _leaning(contender: Contender, leanings: Mapping[str, float]) -> Contender:
    """The contender with how far the text leans towards it."""
    leaning = leanings.get(_learnt_as(contender.label))
    return replace(contender, features={**contender.features, "leaning": leaning}) if leaning else contender


_SIDES = {LabelKind.TOPIC: 0, LabelKind.RED_FLAG: 0, LabelKind.ACT: 1, LabelKind.ELSEWHERE: 2}


def _by_side(labels: Sequence[Label], found: Sequence[Sequence[Terms]]) -> Sequence[Sequence[Terms]]:
    """The terms of all examples of ours, of acts, and of elsewhere."""
    sides: list[list[Terms]] = [[] for _ in set(_SIDES.values())]
    for label, examples in zip(labels, found, strict=True):
        sides[_SIDES[label.kind]].extend(examples)
    return sides


def confidences(weights: Mapping[str, float], contenders: Sequence[Mapping[str, float]]) -> list[float]:
    """How likely each contender is by its weighed features; they add up to 1."""
    scores = [sum([weights.get(name, 0.0) * value for name, value in features.items()]) for features in contenders]
    highest = max(scores, default=0.0)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
