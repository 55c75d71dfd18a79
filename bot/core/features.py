"""The named features by which the likeliest labels are compared. The weight of each is fitted (`knowledge fit`).

Whatever speaks of a text as a whole (it names nothing of ours, half its words are strange) is the same for every label,
so it only counts for some: `out_...` for the labels of elsewhere and for nothing at all, `act_...` for acts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.knowledge import Vocabulary
from bot.core.lexicon import NUMBER, Reading
from bot.core.likelihood import TERM_KINDS, Gains

MEANINGS: Mapping[str, str] = {
    "concept": "concepts of the text that the label's examples name",
    "word": "words of the text that the label's examples use",
    "stop_word": "small words of the text that the label's examples use",
    "pair": "two concepts of the text that the label's examples name together",
    "neighbours": "neighbouring words of the text that stand together in the label's examples",
    "floor": "how much the label has to say besides: many examples make each of them count less",
    "absent": "concepts the label's examples often name and the text does not",
    "leaning": "what the text's words and concepts speak for the label, learnt of all labels at once",
    "named": "share of the concepts in the topic's title that the text names",
    "side_concept": "the same as concept, for all labels of one side (ours, acts, elsewhere) together",
    "side_word": "the same as word, for the side",
    "side_stop_word": "the same as stop_word, for the side",
    "side_pair": "the same as pair, for the side",
    "side_neighbours": "the same as neighbours, for the side",
    "side_floor": "the same as floor, for the side",
    "is_symptom": "1 for a topic of this kind",
    "is_condition": "1 for a topic of this kind",
    "is_situation": "1 for a topic of this kind",
    "is_remedy": "1 for a topic of this kind",
    "is_question": "1 for a topic of this kind",
    "is_red_flag": "1 for a danger sign asked about in general",
    "is_act": "1 for an act",
    "is_elsewhere": "1 for a kind of text that is not ours",
    "is_nothing": "1 for nothing at all",
    "out_unknown": "share of the words that stand nowhere in the pack",
    "out_placeless": "1 where no place of the subject is named",
    "out_homeless": "1 where neither a place of the subject nor anything that is ours by itself is named",
    "out_own": "1 where something that is ours by itself is named",
    "out_subjectless": "1 where nothing that could be the matter is named",
    "out_foreign": "1 where something of another subject is named",
    "out_foreign_placeless": "1 where something of another subject is named and no place of ours",
    "out_length": "logarithm of the number of words",
    "act_unknown": "share of the words that stand nowhere in the pack",
    "act_placeless": "1 where no place of the subject is named",
    "act_subjectless": "1 where nothing that could be the matter is named",
    "act_length": "logarithm of the number of words",
}
"""Every feature, and what it measures. A feature a pack has no weight for counts nothing."""

_SIDE_KINDS = tuple(f"side_{kind}" for kind in TERM_KINDS)
_ACT = ("act_unknown", "act_placeless", "act_subjectless", "act_length")
_PRIOR = 2.0
"""Examples' worth of the whole pack in a label's share of examples that name a concept."""


def gained(gains: Gains, floors: Sequence[float], place: int, names: Sequence[str], floor: str) -> dict[str, float]:
    """How well a label explains a text, by kind of term, on a scale that does not grow with the text."""
    scale = 1.0 / math.sqrt(max(gains.mass, 1.0))
    features = {name: row[place] * scale for name, row in zip(names, gains.by_kind, strict=True) if row[place]}
    features[floor] = gains.mass * floors[place] * scale
    return features


def gained_by_label(gains: Gains, floors: Sequence[float], place: int) -> dict[str, float]:
    """`concept`, `word`, `stop_word`, `pair`, `neighbours`, `floor`: how well one label explains the text."""
    return gained(gains, floors, place, TERM_KINDS, "floor")


def gained_by_side(gains: Gains, floors: Sequence[float], side: int) -> dict[str, float]:
    """The same for the label's side: ours, acts or elsewhere."""
    return gained(gains, floors, side, _SIDE_KINDS, "side_floor")


def named(title: frozenset[str], names: frozenset[str]) -> float:
    """`named`: the share of the concepts in a topic's title that the text names."""
    return len(title & names) / len(title) if title else 0.0


class Absences:
    """How often the examples of each label name each concept, to tell what a text should have named and did not."""

    def __init__(self, labels: Iterable[Sequence[Reading]]) -> None:
        self._counts: list[tuple[Counter[str], int]] = []
        whole: Counter[str] = Counter()
        for readings in labels:
            count = Counter(name for reading in readings for name in reading.concept_names)
            self._counts.append((count, len(readings)))
            whole.update(count)
        total = max(sum(size for _, size in self._counts), 1)
        self._background = {name: count / total for name, count in whole.items()}
        self._nothing_named = tuple(
            sum(self._silence(place, name) for name in self._background) for place in range(len(self._counts))
        )

    def absent(self, place: int, names: Iterable[str]) -> float:
        """`absent`: the log-probability that an example of the label leaves unsaid what the text leaves unsaid."""
        return self._nothing_named[place] - sum(self._silence(place, name) for name in names)

    def _silence(self, place: int, name: str) -> float:
        """The log-probability that an example of the label does not name a concept."""
        counts, size = self._counts[place]
        named_by = counts[name] + _PRIOR * self._background.get(name, 0.0)
        return math.log(max(1.0 - named_by / (size + _PRIOR), 1e-3))


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an utterance is like as a whole, as it counts for elsewhere and nothing (`out`) and for acts (`act`)."""

    out: Mapping[str, float]
    act: Mapping[str, float]


class CircumstanceFinder:
    """Knows which groups of concepts are places of the subject, its own, part of it, or foreign to it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._group = {name: concept.group for name, concept in vocabulary.concepts.items()}
        self._places = frozenset(vocabulary.place_groups)
        self._own = frozenset(vocabulary.own_groups)
        self._subjects = frozenset(vocabulary.subject_groups)
        self._foreign = frozenset(vocabulary.foreign_groups)

    def find(self, reading: Reading) -> Circumstances:
        """The features of the text itself: all that start with `out_` and `act_`."""
        groups = {self._group[name] for name in reading.concept_names if name != NUMBER}
        placeless = float(groups.isdisjoint(self._places))
        subjectless = float(groups.isdisjoint(self._subjects))
        own = float(not groups.isdisjoint(self._own))
        foreign = float(not groups.isdisjoint(self._foreign))
        known = [token.is_known for token in reading.tokens if not token.is_stop]
        unknown = known.count(False) / max(len(known), 1)
        length = math.log(1 + len(known))
        out = {
            "out_unknown": unknown,
            "out_placeless": placeless,
            "out_homeless": placeless * (1.0 - own),
            "out_own": own,
            "out_subjectless": subjectless,
            "out_foreign": foreign,
            "out_foreign_placeless": foreign * placeless,
            "out_length": length,
        }
        return Circumstances(out, dict(zip(_ACT, (unknown, placeless, subjectless, length), strict=True)))
