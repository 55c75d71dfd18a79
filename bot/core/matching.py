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

from bot.core.knowledge import Kind, KnowledgeBase
from bot.core.lexicon import NUMBER, Lexicon, Reading
from bot.core.likelihood import Gains, Likelihood, terms

_SMOOTHING = 60.0
"""Examples' worth of the whole pack that each label is mixed with."""

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
class Candidate:
    """A label an utterance may be about. Confidences of all candidates and of nothing at all add up to 1."""

    label: Label
    confidence: float
    features: Mapping[str, float]


class Matcher:
    """The examples of a pack, ready to be matched against."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon) -> None:
        self._weights = knowledge.fitted.weights
        labelled = tuple(_labelled(knowledge))
        self.labels = tuple(label for label, _, _ in labelled)
        self._named = tuple(lexicon.read(title).concept_names - {NUMBER} for _, title, _ in labelled)
        self._likelihood = Likelihood(
            ([terms(lexicon.read(example)) for example in examples] for _, _, examples in labelled), _SMOOTHING
        )

    def rank(self, reading: Reading) -> tuple[Candidate, ...]:
        """The likeliest labels, best first, at most eight."""
        gains = self._likelihood.gather(terms(reading))
        contenders = nlargest(_CONTENDERS, gains.by_label, key=lambda place: self._rough(gains, place))
        features = [self._features(reading, gains, place) for place in contenders]
        chances = _softmax([_weigh(self._weights, each) for each in features])
        ranked = zip(contenders, chances, features, strict=True)
        candidates = (Candidate(self.labels[place], chance, each) for place, chance, each in ranked)
        return tuple(sorted(candidates, key=lambda candidate: -candidate.confidence))

    def _rough(self, gains: Gains, place: int) -> float:
        return sum(gains.by_label[place].values()) + gains.mass * self._likelihood.floors[place]

    def _features(self, reading: Reading, gains: Gains, place: int) -> Mapping[str, float]:
        label = self.labels[place]
        scale = 1.0 / math.sqrt(max(gains.mass, 1.0))
        features = {kind.value: gain * scale for kind, gain in gains.by_label[place].items()}
        features["floor"] = gains.mass * self._likelihood.floors[place] * scale
        named = self._named[place]
        features["named"] = float(bool(named) and named <= reading.concept_names)
        features[f"is_{label.topic_kind or label.kind}"] = 1.0
        return features


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
    for act in knowledge.acts.values():
        yield Label(act.id, LabelKind.ACT), "", act.examples
    for kind, samples in knowledge.elsewhere.examples.items():
        yield Label(kind, LabelKind.ELSEWHERE), "", samples


def _weigh(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def _softmax(scores: Sequence[float]) -> list[float]:
    highest = max(scores, default=0.0)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
