"""How likely each label makes a text, by the examples the label has.

The examples of a label make a small language model over terms, smoothed with the whole pack (Dirichlet-smoothed query
likelihood; Zhai and Lafferty, SIGIR 2001). Only how much more likely a label makes a term than the pack does is kept,
so a lookup touches the labels that know the term and no other.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.lexicon import NUMBER, Reading


class TermKind(StrEnum):
    """What a term of an utterance is; each kind is weighed by itself."""

    CONCEPT = "concept"
    WORD = "word"
    STOP_WORD = "stop_word"
    PAIR = "pair"
    NEIGHBOURS = "neighbours"


Term = tuple[TermKind, str]


def terms(reading: Reading) -> Mapping[Term, float]:
    """What an utterance is made of for matching: each term once, with the share in which it was meant."""
    found: dict[Term, float] = {}
    names = sorted(reading.concept_names - {NUMBER})
    for place, name in enumerate(names):
        found[TermKind.CONCEPT, name] = 1.0
        for other in names[:place]:
            found[TermKind.PAIR, f"{other}+{name}"] = 1.0
    found.update(wording_terms(reading))
    return found


def wording_terms(reading: Reading) -> Mapping[Term, float]:
    """The words of an utterance and its neighbouring words, without what they mean."""
    found: dict[Term, float] = {}
    previous = ""
    for token in reading.tokens:
        kind = TermKind.STOP_WORD if token.is_stop else TermKind.WORD
        for stem in token.stems:
            found[kind, stem] = 1.0 / len(token.stems)
        found[TermKind.NEIGHBOURS, f"{previous} {token.stems[0]}"] = 1.0
        previous = token.stems[0]
    return found


@dataclass(frozen=True, slots=True)
class Gains:
    """How well labels explain a text: by place of the label, then by kind of term. `mass` is how much was known."""

    by_label: Mapping[int, Mapping[TermKind, float]]
    mass: float


class Likelihood:
    """The language models of labels, numbered in the order in which they were given."""

    def __init__(self, labels: Iterable[Iterable[Mapping[Term, float]]], smoothing: float) -> None:
        counts: dict[Term, Counter[int]] = defaultdict(Counter)
        sizes: list[int] = []
        for place, examples in enumerate(labels):
            sizes.append(0)
            for example in examples:
                sizes[place] += len(example)
                for term in example:
                    counts[term][place] += 1
        total = sum(sizes)
        self.floors = tuple(math.log(smoothing / (size + smoothing)) for size in sizes)
        self._gains = {
            term: tuple(
                (place, math.log1p(count * total / (smoothing * by_label.total()))) for place, count in by_label.items()
            )
            for term, by_label in counts.items()
        }

    def gather(self, found: Mapping[Term, float]) -> Gains:
        """How well each label that knows any of the terms explains them."""
        by_label: dict[int, dict[TermKind, float]] = {}
        mass = 0.0
        for term, share in found.items():
            known = self._gains.get(term)
            if known is None:
                continue
            mass += share
            kind = term[0]
            for place, gain in known:
                kinds = by_label.get(place)
                if kinds is None:
                    kinds = by_label[place] = {}
                kinds[kind] = kinds.get(kind, 0.0) + share * gain
        return Gains(by_label, mass)
