"""What is asked of a topic: why, what helps, how much, is it serious ..."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bot.core.knowledge import Aspect, KnowledgeBase
from bot.core.lexicon import Lexicon, Reading, Token
from bot.core.likelihood import NEIGHBOURS, STOP_WORD, WORD, Likelihood, wording_terms
from bot.core.wordings import Span

_SMOOTHING = 30.0

_WEIGHTS = {WORD: 0.22, STOP_WORD: 0.24, NEIGHBOURS: 0.16}
_FLOOR = 0.28
"""What the words of a text, and those of its last sentence, are worth beside each other."""

_CUE = 0.56
_CUE_AGAIN = 0.34
_CUE_LAST = 0.58
"""What a wording of vocabulary.yaml is worth: that it stands anywhere, each time it does, that it ends the text."""

_MOST_CUES = 3

_BARE = 4.7
_BARE_PER_LENGTH = -2.18
"""A few words without a question are a bare statement of the topic; the longer a text, the less it is only that."""


class AspectFinder:
    """The wordings and examples of a pack by aspect, ready to be matched against."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon) -> None:
        self._cues = lexicon.index({aspect.value: each for aspect, each in knowledge.vocabulary.aspects.items()})
        self._aspects = tuple(Aspect)
        examples = (
            [
                wording_terms(lexicon.read(example).tokens)
                for topic in knowledge.topics.values()
                for example in topic.examples.get(aspect, ())
            ]
            for aspect in self._aspects
        )
        self._likelihood = Likelihood(examples, _SMOOTHING)

    def rank(self, reading: Reading) -> Mapping[Aspect, float]:
        """A score for each aspect, the higher the likelier. The last sentence, where the question is, counts twice."""
        last = reading.tokens[-1].sentence if reading.tokens else 0
        whole = self._worded(reading.tokens)
        ending = self._worded([each for each in reading.tokens if each.sentence == last]) if last else whole
        scores = {aspect: all_of_it + end for aspect, all_of_it, end in zip(self._aspects, whole, ending, strict=True)}
        scores[Aspect.OVERVIEW] += _BARE + _BARE_PER_LENGTH * math.log(1 + len(reading.tokens))
        for aspect, cues in self._cues_by_aspect(reading).items():
            is_last = any(reading.tokens[cue.start].sentence == last for cue in cues)
            scores[aspect] += _CUE + _CUE_AGAIN * min(len(cues), _MOST_CUES) + _CUE_LAST * is_last
        return scores

    def find(self, reading: Reading) -> Aspect:
        """The aspect an utterance most likely asks for."""
        scores = self.rank(reading)
        return max(scores, key=lambda aspect: scores[aspect])

    def of_follow_up(self, reading: Reading, last: Aspect | None) -> Aspect:
        """The aspect of a message without a subject: the one it names, or the one spoken of before."""
        if self.cues(reading) or last is None:
            return self.find(reading)
        return last

    def cues(self, reading: Reading) -> tuple[Span, ...]:
        """Where an aspect is asked for in so many words."""
        return self._cues.find(reading.sighting, reading.concepts)

    def _cues_by_aspect(self, reading: Reading) -> Mapping[Aspect, Sequence[Span]]:
        found: dict[Aspect, list[Span]] = {}
        for cue in self.cues(reading):
            found.setdefault(Aspect(cue.name), []).append(cue)
        return found

    def _worded(self, tokens: Sequence[Token]) -> list[float]:
        """How well each aspect explains how something is worded, on a scale that does not grow with its length."""
        gains = self._likelihood.gather(wording_terms(tokens))
        scale = 1.0 / math.sqrt(max(gains.mass, 1.0))
        return [
            scale
            * (
                sum(weight * gains.by_kind[kind][place] for kind, weight in _WEIGHTS.items())
                + _FLOOR * gains.mass * floor
            )
            for place, floor in enumerate(self._likelihood.floors)
        ]
