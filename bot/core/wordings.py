"""The pattern language in which a pack writes down how people word a thing.

A wording is a row of words, matched in order against the words of one sentence after both were normalised, stemmed
and (for the utterance) corrected:

    roof leaks          both words, in this order; stop words and one other word may stand between them
    roof/wall leaks     either of the first two
    <house> leaks       any wording of the concept `house`, then the word
    <place> leaks       any wording of any concept of the group `place`, then the word (in signs and their cues only)
    short of+breath     `+` instead of a space: nothing may stand between
    cough ... blood     `...`: up to six other words may stand between
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

_NEAR = 1
_FAR = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One element of a wording: the stems or the concepts that may stand here, and the words allowed before it."""

    stems: tuple[str, ...]
    concepts: tuple[str, ...]
    reach: int


class Span(NamedTuple):
    """Where a named thing was found: the first token and the one after the last."""

    name: str
    start: int
    end: int


class Sighting:
    """What a search reads: for each token its candidate stems, its sentence and whether it is a stop word.

    `places` are the tokens by stem; `passed` counts the words before each token that are not stop words.
    """

    __slots__ = ("passed", "places", "sentences")

    def __init__(self, stems: Iterable[Iterable[str]], sentences: Sequence[int], stops: Iterable[bool]) -> None:
        self.sentences = sentences
        self.passed = list(accumulate((not stop for stop in stops), initial=0))
        self.places: dict[str, tuple[int, ...]] = {}
        for place, each in enumerate(stems):
            for stem in each:
                self.places[stem] = (*self.places.get(stem, ()), place)


def parse(wording: str, stem: Callable[[str], str]) -> tuple[Step, ...]:
    """The steps of a wording. Raises ValueError where a wording holds nothing to match."""
    steps: list[Step] = []
    reach = _NEAR
    for piece in wording.replace("+", " + ").split():
        if piece == "...":
            reach = _FAR
        elif piece == "+":
            reach = -1
        else:
            steps.append(_step(piece, reach, stem))
            reach = _NEAR
    if not steps:
        raise ValueError(f"nothing to match in {wording!r}")
    return tuple(steps)


def _step(piece: str, reach: int, stem: Callable[[str], str]) -> Step:
    names = piece.split("/")
    concepts = tuple(name[1:-1] for name in names if name.startswith("<"))
    stems = dict.fromkeys(stem(name) for name in names if not name.startswith("<"))
    return Step(tuple(stems), concepts, reach)


class _Row(NamedTuple):
    """A wording of several steps, and what it is a wording of."""

    name: str
    first: Step
    rest: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What to look for where a stem or a concept stands: names that need no more than that, and longer wordings."""

    names: list[str] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)


_Found = dict[tuple[str, int], int]
_Spans = Mapping[str, Sequence[Span]]


class WordingIndex:
    """Many named wordings, searched at once. A wording is only tried in a text that holds its rarest word."""

    def __init__(
        self, wordings: Mapping[str, Iterable[str]], stem: Callable[[str], str], counts: Mapping[str, int] | None = None
    ) -> None:
        """`counts` tells how often each stem is met; without it the first word of a wording counts as its rarest."""
        self._counts = counts or {}
        self._by_stem: dict[str, _Entry] = defaultdict(_Entry)
        self._by_concept: dict[str, _Entry] = defaultdict(_Entry)
        for name, variants in wordings.items():
            for wording in variants:
                self._add(name, parse(wording, stem))

    def _add(self, name: str, steps: tuple[Step, ...]) -> None:
        rarest = min(steps, key=self._frequency)
        entries = [self._by_stem[stem] for stem in rarest.stems]
        for entry in (*entries, *(self._by_concept[concept] for concept in rarest.concepts)):
            if len(steps) == 1:
                entry.names.append(name)
            else:
                entry.rows.append(_Row(name, steps[0], steps[1:]))

    def _frequency(self, step: Step) -> tuple[int, int]:
        """How often a step can be expected in a text: a concept more often than any word."""
        return len(step.concepts), sum(self._counts.get(stem, 0) for stem in step.stems)

    def find(self, sighting: Sighting, known: Iterable[Span] = ()) -> tuple[Span, ...]:
        """Every place where a wording stands, one span a name and start, the longest kept. `known` fills concepts."""
        found: _Found = {}
        spans = _by_name(known)
        for stem, places in sighting.places.items():
            entry = self._by_stem.get(stem)
            if entry is not None:
                _look(entry, [(place, place + 1) for place in places], sighting, spans, found)
        for concept, here in spans.items():
            entry = self._by_concept.get(concept)
            if entry is not None:
                _look(entry, [(span.start, span.end) for span in here], sighting, spans, found)
        return tuple([Span(name, start, end) for (name, start), end in found.items()])


def _look(entry: _Entry, places: Iterable[tuple[int, int]], sighting: Sighting, spans: _Spans, found: _Found) -> None:
    """Keep what an entry names in all these places, and each of its longer wordings that stands anywhere."""
    for name in entry.names:
        for start, end in places:
            if end > found.get((name, start), 0):
                found[name, start] = end
    for row in entry.rows:
        for start, first_end in _firsts(row.first, sighting, spans):
            end_of_row = _last_end(row.rest, first_end, sighting, spans)
            if end_of_row is not None and end_of_row > found.get((row.name, start), 0):
                found[row.name, start] = end_of_row


def _by_name(spans: Iterable[Span]) -> _Spans:
    by_name: dict[str, list[Span]] = {}
    for span in spans:
        by_name.setdefault(span.name, []).append(span)
    return by_name


def _last_end(steps: Iterable[Step], end: int, sighting: Sighting, spans: _Spans) -> int | None:
    """The token after the last of some steps that begin at `end`, or None where one of them does not stand."""
    for step in steps:
        following = _next(step, end, sighting, spans)
        if following is None:
            return None
        end = following
    return end


def _firsts(step: Step, sighting: Sighting, spans: _Spans) -> Iterator[tuple[int, int]]:
    for stem in step.stems:
        for place in sighting.places.get(stem, ()):
            yield place, place + 1
    for concept in step.concepts:
        for span in spans.get(concept, ()):
            yield span.start, span.end


def _next(step: Step, end: int, sighting: Sighting, spans: _Spans) -> int | None:
    """The token after the nearest match of `step`, or None where it does not stand within reach."""
    start = len(sighting.sentences)
    following = None
    for stem in step.stems:
        for place in sighting.places.get(stem, ()):
            if end <= place < start:
                start, following = place, place + 1
                break
    for concept in step.concepts:
        for span in spans.get(concept, ()):
            if end <= span.start < start:
                start, following = span.start, span.end
    if following is None or sighting.sentences[start] != sighting.sentences[end - 1]:
        return None
    if step.reach < 0:
        return following if start == end else None
    return following if sighting.passed[start] - sighting.passed[end] <= step.reach else None
