"""What is asked of a topic: why, what helps, how much, is it serious ...

Each aspect is scored by a weighted sum of named features: how well its examples explain the words, whether its wordings
of vocabulary.yaml stand in them, and how often people ask it of this very topic. The weights are fitted on the pack's
cases (`knowledge fit`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import mul

from bot.core.knowledge import Aspect, Kind, KnowledgeBase, Topic
from bot.core.lexicon import Lexicon, Reading
from bot.core.likelihood import Likelihood, Terms
from bot.core.wordings import Span

_SMOOTHING = 30.0

_SITUATIONS = frozenset({Kind.SITUATION, Kind.QUESTION})

_LONGEST_OPENING = 3

_PRIOR = 2.0
"""Examples' worth of no preference that each aspect of a topic is mixed with."""

_EXPLAINED = ("opening", "words", "stop_words", "frame", "floor")
"""What four of the kinds of term of likelihood.py are for an aspect, and what terms are worth that none explains."""

_BENDS = ("", "_length", "_story", "_uncued", "_of_remedy", "_of_situation")
"""What is weighed for each aspect by itself: nothing but itself, the length of the text, more than one sentence, no
wording of any aspect, the kind of topic."""


class AspectFinder:
    """The wordings and examples of a pack by aspect, ready to be matched against."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon) -> None:
        self._weights = knowledge.fitted.aspect_weights
        self._bent = [[self._weights.get(name, 0.0) for name in _bend_names(aspect)] for aspect in Aspect]
        self._groups = {name: each.group for name, each in knowledge.vocabulary.concepts.items()}
        self._cues = lexicon.index({aspect.value: each for aspect, each in knowledge.vocabulary.aspects.items()})
        topics = tuple(knowledge.topics.values())
        self._asked = {topic.id: _habits(topic) for topic in topics}
        self._of_all = self._model(topics, lexicon)
        self._of_remedies, self._of_others = (
            self._model([each for each in topics if (each.kind is Kind.REMEDY) is is_remedy], lexicon)
            for is_remedy in (True, False)
        )

    def find(self, reading: Reading, topic: Topic | None = None) -> Aspect:
        """The aspect an utterance most likely asks for, of `topic` where one is known."""
        scores = self.rank(reading, topic)
        return max(scores, key=lambda aspect: scores[aspect])

    def rank(self, reading: Reading, topic: Topic | None = None) -> Mapping[Aspect, float]:
        """A score for each aspect, the higher the likelier."""
        cues = self.cues(reading)
        bends = _bends(reading, topic, is_cued=bool(cues))
        scores = [sum(map(mul, weights, bends)) for weights in self._bent]
        for name, row in self._rows(reading, topic, cues):
            weight = self._weights.get(name, 0.0)
            scores = [score + weight * value for score, value in zip(scores, row, strict=True)]
        return dict(zip(Aspect, scores, strict=True))

    def of_follow_up(self, reading: Reading, topic: Topic, last: Aspect | None) -> Aspect:
        """The aspect of a message without a subject: the one it names, or the one spoken of before."""
        scores = self.rank(reading, topic)
        asked = {Aspect(cue.name) for cue in self.cues(reading)} or (scores if last is None else (last,))
        return max(asked, key=lambda aspect: scores[aspect])

    def cues(self, reading: Reading) -> tuple[Span, ...]:
        """Where an aspect is asked for in so many words."""
        return self._cues.find(reading.sighting, reading.concepts)

    def features(self, reading: Reading, topic: Topic | None) -> Mapping[Aspect, Mapping[str, float]]:
        """What speaks for each aspect, by the name of its weight."""
        cues = self.cues(reading)
        rows = tuple(self._rows(reading, topic, cues))
        bends = _bends(reading, topic, is_cued=bool(cues))
        return {
            aspect: {name: row[place] for name, row in rows} | dict(zip(_bend_names(aspect), bends, strict=True))
            for place, aspect in enumerate(Aspect)
        }

    def _rows(
        self, reading: Reading, topic: Topic | None, cues: Sequence[Span]
    ) -> Iterator[tuple[str, Sequence[float]]]:
        """What speaks for the aspects, by the name of its weight: a number for each."""
        terms = self._terms(reading)
        for name, model in self._models(topic):
            yield from zip((f"{name}_{kind}" for kind in _EXPLAINED), _explained(model, terms), strict=True)
        last = reading.tokens[-1].sentence if reading.tokens else 0
        cued = {cue.name for cue in cues}
        cued_last = {cue.name for cue in cues if reading.tokens[cue.start].sentence == last}
        yield "cue", [float(aspect in cued) for aspect in Aspect]
        yield "cue_last", [float(aspect in cued_last) for aspect in Aspect]
        if topic:
            yield "asked_of_topic", self._asked[topic.id]
            yield "unanswered", [float(topic.section(aspect) is None) for aspect in Aspect]

    def _models(self, topic: Topic | None) -> Sequence[tuple[str, Likelihood]]:
        if topic is None:
            return (("all", self._of_all),)
        return (("all", self._of_all), ("kind", self._of_remedies if topic.kind is Kind.REMEDY else self._of_others))

    def _model(self, topics: Iterable[Topic], lexicon: Lexicon) -> Likelihood:
        chosen = tuple(topics)
        examples = (
            [self._terms(lexicon.read(example)) for topic in chosen for example in topic.examples.get(aspect, ())]
            for aspect in Aspect
        )
        return Likelihood(examples, _SMOOTHING)

    def _terms(self, reading: Reading) -> Terms:
        """The words of a text, how it opens, and its frame: what it names stands there only by its group."""
        words = {token.stems[0]: 1.0 for token in reading.tokens if not token.is_stop}
        stop_words = {token.stems[0]: 1.0 for token in reading.tokens if token.is_stop}
        frame = [token.stems[0] for token in reading.tokens]
        for span in reading.concepts:
            frame[span.start : span.end] = [self._groups.get(span.name, span.name)] * (span.end - span.start)
        openings = {" ".join(frame[:length]): 1.0 for length in range(1, _LONGEST_OPENING + 1) if len(frame) >= length}
        pairs = {f"{left} {right}": 1.0 for left, right in pairwise(frame)}
        threes = {" ".join(three): 1.0 for three in zip(["", *frame], frame, frame[1:], strict=False)}
        return (openings, words, stop_words, pairs | threes, {})


def _habits(topic: Topic) -> Sequence[float]:
    """How often each aspect is asked of a topic: the logarithm of its share of the examples."""
    counts = [len(topic.examples.get(aspect, ())) + _PRIOR for aspect in Aspect]
    total = sum(counts)
    return [math.log(count / total) for count in counts]


def _explained(model: Likelihood, terms: Terms) -> Sequence[Sequence[float]]:
    """How well the examples of each aspect explain the terms of each kind, whatever their number; last, the floors."""
    gains = model.gather(terms)
    scale = 1.0 / math.sqrt(max(gains.mass, 1.0))
    rows = [[scale * gain for gain in row] for row in gains.by_kind[:-1]]
    return [*rows, [scale * gains.mass * floor for floor in model.floors]]


def _bends(reading: Reading, topic: Topic | None, *, is_cued: bool) -> tuple[float, ...]:
    """What bends each aspect in its own way, whatever the words: the values of `_BENDS`."""
    return (
        1.0,
        math.log(1 + len(reading.tokens)),
        float(bool(reading.tokens) and reading.tokens[-1].sentence > 0),
        float(not is_cued),
        float(topic is not None and topic.kind is Kind.REMEDY),
        float(topic is not None and topic.kind in _SITUATIONS),
    )


def _bend_names(aspect: Aspect) -> tuple[str, ...]:
    return tuple(f"{aspect.value}{bend}" for bend in _BENDS)
