"""What is asked of a topic: why, what helps, how much, is it serious ..."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.knowledge import Aspect, KnowledgeBase
from bot.core.lexicon import Lexicon, Reading
from bot.core.likelihood import NEIGHBOURS, STOP_WORD, WORD, Likelihood, Terms, wording_terms
from bot.core.wordings import Span

_SMOOTHING = 30.0
_CUE = 3.0
"""What a wording of vocabulary.yaml for an aspect is worth beside the words of the examples."""

_WEIGHTS = {WORD: 0.5, STOP_WORD: 1.0, NEIGHBOURS: 1.0}


class AspectFinder:
    """The wordings and examples of a pack by aspect, ready to be matched against."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon) -> None:
        self._cues = lexicon.index({aspect.value: each for aspect, each in knowledge.vocabulary.aspects.items()})
        self._aspects = tuple(Aspect)
        examples = (
            [
                wording_terms(lexicon.read(example))
                for topic in knowledge.topics.values()
                for example in topic.examples.get(aspect, ())
            ]
            for aspect in self._aspects
        )
        self._likelihood = Likelihood(examples, _SMOOTHING)

    def rank(self, reading: Reading) -> Mapping[Aspect, float]:
        """A score for each aspect, the higher the likelier."""
        found = self._weighed(wording_terms(reading))
        gains = self._likelihood.gather(found)
        scores = dict(zip(self._aspects, self._likelihood.rough(gains), strict=True))
        for name in {span.name for span in self.cues(reading)}:
            scores[Aspect(name)] += _CUE
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

    @staticmethod
    def _weighed(found: Terms) -> Terms:
        return [{term: share * _WEIGHTS[kind] for term, share in shares.items()} for kind, shares in enumerate(found)]
