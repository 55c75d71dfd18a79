"""How likely each label makes a text, by the examples the label has.

The examples of a label make a small language model over terms, smoothed with the whole pack (Dirichlet-smoothed query
likelihood; Zhai and Lafferty, SIGIR 2001). Only how much more likely a label makes a term than the pack does is kept,
so a lookup touches the labels that know the term and no other.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.core.lexicon import NUMBER, Reading, Token

TERM_KINDS = ("concept", "word", "stop_word", "pair", "neighbours")
"""What a term of an utterance can be; each kind is weighed by itself."""

CONCEPT, WORD, STOP_WORD, PAIR, NEIGHBOURS = range(len(TERM_KINDS))

Terms: TypeAlias = Sequence[Mapping[str, float]]
"""The terms of a text, a mapping for each kind: each term once, with the share in which it was meant."""


def terms(reading: Reading) -> Terms:
    """What an utterance is made of for matching: what it means, two meanings together, and how it is worded."""
    names = sorted(reading.concept_names - {NUMBER})
    found = wording_terms(reading.tokens)
    pairs = [f"{other}+{name}" for place, name in enumerate(names) for other in names[:place]]
    return (dict.fromkeys(names, 1.0), found[WORD], found[STOP_WORD], dict.fromkeys(pairs, 1.0), found[NEIGHBOURS])


def wording_terms(tokens: Iterable[Token]) -> Terms:
    """The words of an utterance, or of part of it, and its neighbouring words, without what they mean."""
    words: dict[str, float] = {}
    stop_words: dict[str, float] = {}
    neighbours: dict[str, float] = {}
    previous = ""
    for token in tokens:
        stems = token.stems
        kind = stop_words if token.is_stop else words
        for stem in stems:
            kind[stem] = 1.0 / len(stems)
        neighbours[f"{previous} {stems[0]}"] = 1.0
        previous = stems[0]
    return ({}, words, stop_words, {}, neighbours)


@dataclass(frozen=True, slots=True)
class Gains:
    """How well labels explain a text: for each kind of term, a number by place of the label.

    `mass` is how much of the text was known to any label.
    """

    by_kind: Sequence[Sequence[float]]
    mass: float


class Likelihood:
    """The language models of labels, numbered in the order in which they were given."""

    def __init__(self, labels: Iterable[Iterable[Terms]], smoothing: float) -> None:
        counts: list[dict[str, Counter[int]]] = [defaultdict(Counter) for _ in TERM_KINDS]
        sizes: list[int] = []
        for place, examples in enumerate(labels):
            sizes.append(0)
            for example in examples:
                for by_term, found in zip(counts, example, strict=True):
                    sizes[place] += len(found)
                    for term in found:
                        by_term[term][place] += 1
        self.floors = tuple(math.log(smoothing / (size + smoothing)) for size in sizes)
        self._gains = tuple(_gains(by_term, sum(sizes) / smoothing) for by_term in counts)

    def gather(self, found: Terms) -> Gains:
        """How well each label explains the terms."""
        by_kind: list[list[float]] = []
        mass = 0.0
        for gains, shares in zip(self._gains, found, strict=True):
            row = [0.0] * len(self.floors)
            for term, share in shares.items():
                known = gains.get(term, ())
                mass += share if known else 0.0
                # A lookup is mostly this loop: nearly every share is 1, and then nothing is multiplied.
                if share == 1.0:
                    for place, gain in known:
                        row[place] += gain
                else:
                    for place, gain in known:
                        row[place] += share * gain
            by_kind.append(row)
        return Gains(by_kind, mass)

    def rough(self, gains: Gains) -> list[float]:
        """How well each label explains a text on the whole, every kind of term counted alike."""
        return [
            sum(row) + gains.mass * floor
            for row, floor in zip(zip(*gains.by_kind, strict=True), self.floors, strict=True)
        ]


def _gains(
    counts: Mapping[str, Counter[int]], size_over_smoothing: float
) -> Mapping[str, tuple[tuple[int, float], ...]]:
    """For each term, the labels that know it with what each gains by it over the whole pack."""
    return {
        term: tuple(
            (place, math.log1p(count * size_over_smoothing / by_label.total())) for place, count in by_label.items()
        )
        for term, by_label in counts.items()
    }
