"""What is asked of a topic: why, what helps, how much, is it serious ...

Each aspect is scored by a weighted sum of named features: how well its examples explain the words, whether its wordings
of vocabulary.yaml stand in them, and how often people ask it of this very topic. The weights are fitted on the pack's
cases (`knowledge fit`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from bot.core.knowledge import Aspect, Kind, KnowledgeBase, Topic
from bot.core.lexicon import Lexicon, Reading
from bot.core.likelihood import Likelihood, Terms, wording_terms
from bot.core.wordings import Span

_SMOOTHING = 30.0

_SITUATIONS = frozenset({Kind.SITUATION, Kind.QUESTION})

_MOST_CUES = 3
_EARLY = 2
"""Words before a wording that still opens the text."""

_LONGEST_OPENING = 3

_PRIOR = 2.0
"""Examples' worth of no preference that each aspect of a topic is mixed with."""

_KINDS_OF_TERM = ("opening", "words", "stop_words", "frame", "neighbours")
"""What the five kinds of term of likelihood.py are for an aspect."""


class AspectFinder:
    """The wordings and examples of a pack by aspect, ready to be matched against."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon) -> None:
        self._weights = knowledge.fitted.aspect_weights
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
        features = self.features(reading, topic)
        weights = self._weights
        return {
            aspect: sum(weights.get(name, 0.0) * value for name, value in found.items())
            for aspect, found in features.items()
        }

    def of_follow_up(self, reading: Reading, topic: Topic, last: Aspect | None) -> Aspect:
        """The aspect of a message without a subject: the one it names, or the one spoken of before."""
        scores = self.rank(reading, topic)
        asked = self._cues_by_aspect(reading) or (scores if last is None else (last,))
        return max(asked, key=lambda aspect: scores[aspect])

    def cues(self, reading: Reading) -> tuple[Span, ...]:
        """Where an aspect is asked for in so many words."""
        return self._cues.find(reading.sighting, reading.concepts)

    def features(self, reading: Reading, topic: Topic | None) -> Mapping[Aspect, Mapping[str, float]]:
        """What speaks for each aspect, by name. The last sentence, where the question is, is also looked at alone."""
        last = reading.tokens[-1].sentence if reading.tokens else 0
        features: dict[Aspect, dict[str, float]] = {aspect: {} for aspect in Aspect}
        whole = self._terms(reading)
        ending = self._terms(reading, last) if last else whole
        for name, model in self._models(topic):
            _explained(features, name, model, whole)
            _explained(features, f"last_{name}", model, ending)
        cues = self._cues_by_aspect(reading)
        for aspect, found in features.items():
            found.update(_cued(reading, cues.get(aspect, ()), last))
            found.update(_bent(aspect, reading, topic, is_cued=bool(cues), is_story=last > 0))
            if topic:
                found["asked_of_topic"] = self._asked[topic.id][aspect]
                found["unanswered"] = float(topic.section(aspect) is None)
        return features

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

    def _terms(self, reading: Reading, sentence: int | None = None) -> Terms:
        """The words of a text or of one sentence, how it opens, and its frame: what it names only by its group."""
        kept = [place for place, each in enumerate(reading.tokens) if sentence is None or each.sentence == sentence]
        tokens = [reading.tokens[place] for place in kept]
        named = {place: self._groups.get(span.name, span.name) for span in reading.concepts for place in _places(span)}
        frame = [named.get(place, reading.tokens[place].stems[0]) for place in kept]
        _, words, stop_words, _, neighbours = wording_terms(tokens)
        openings = {" ".join(frame[:length]): 1.0 for length in range(1, _LONGEST_OPENING + 1) if len(frame) >= length}
        pairs = {f"{left} {right}": 1.0 for left, right in pairwise(frame)}
        threes = {" ".join(three): 1.0 for three in zip(["", *frame], frame, frame[1:], strict=False)}
        return (openings, words, stop_words, pairs | threes, neighbours)

    def _cues_by_aspect(self, reading: Reading) -> Mapping[Aspect, Sequence[Span]]:
        found: dict[Aspect, list[Span]] = {}
        for cue in self.cues(reading):
            found.setdefault(Aspect(cue.name), []).append(cue)
        return found


def _habits(topic: Topic) -> Mapping[Aspect, float]:
    """How often each aspect is asked of a topic: the logarithm of its share of the examples."""
    counts = {aspect: len(topic.examples.get(aspect, ())) + _PRIOR for aspect in Aspect}
    total = sum(counts.values())
    return {aspect: math.log(count / total) for aspect, count in counts.items()}


def _explained(features: Mapping[Aspect, dict[str, float]], name: str, model: Likelihood, terms: Terms) -> None:
    """Add how well the examples of each aspect explain the terms, on a scale that does not grow with their number."""
    gains = model.gather(terms)
    scale = 1.0 / math.sqrt(max(gains.mass, 1.0))
    for place, found in enumerate(features.values()):
        for kind, row in zip(_KINDS_OF_TERM, gains.by_kind, strict=True):
            found[f"{name}_{kind}"] = scale * row[place]
        found[f"{name}_floor"] = scale * gains.mass * model.floors[place]


def _cued(reading: Reading, cues: Sequence[Span], last: int) -> Mapping[str, float]:
    """How an aspect is asked for in so many words: how often, at the end, at the start."""
    return {
        "cue": float(bool(cues)),
        "cues": float(min(len(cues), _MOST_CUES)),
        "cue_last": float(any(reading.tokens[cue.start].sentence == last for cue in cues)),
        "cue_early": float(any(cue.start <= _EARLY for cue in cues)),
        "cue_length": float(max((cue.end - cue.start for cue in cues), default=0)),
    }


def _bent(
    aspect: Aspect, reading: Reading, topic: Topic | None, *, is_cued: bool, is_story: bool
) -> Mapping[str, float]:
    """What makes an aspect likelier whatever the words: how long the text is, what kind of topic it is about."""
    return {
        aspect.value: 1.0,
        f"{aspect.value}_length": math.log(1 + len(reading.tokens)),
        f"{aspect.value}_story": float(is_story),
        f"{aspect.value}_uncued": float(not is_cued),
        f"{aspect.value}_of_remedy": float(topic is not None and topic.kind is Kind.REMEDY),
        f"{aspect.value}_of_situation": float(topic is not None and topic.kind in _SITUATIONS),
    }


def _places(span: Span) -> range:
    return range(span.start, span.end)
