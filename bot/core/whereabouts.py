"""Where somebody is, by the name of a city or country in any spelling: the zones it may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.core.knowledge import KnowledgeBase
from bot.core.text import normalize
from bot.core.zones import city_of

_LONGEST_NAME = 4
_SHORTEST_MISSPELT = 4
_LEAST_LIKENESS = 80.0
_IN_BRACKETS = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place as the pack or tzdata spells it, and its zones, the principal one first; unsure if it was misspelt."""

    name: str
    zones: tuple[str, ...]
    is_sure: bool = True


class PlaceFinder:
    """The cities and countries of tzdata and of a pack, ready to be recognised."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._ordinary = knowledge.ordinary_words
        self._stops = frozenset(knowledge.vocabulary.stop_words)
        self._named: dict[str, Whereabouts] = {}
        for name, zones in _names(knowledge):
            if zones:
                self._named.setdefault(normalize(name), Whereabouts(name, zones))

    def find(self, text: str, *, asked: bool = False) -> Whereabouts | None:
        """The place a text names. Where it was `asked` for, misspellings count and so do names that are also words."""
        phrases = tuple(_phrases(normalize(text).split()))
        for phrase in phrases:
            if phrase in self._named and (asked or phrase not in self._ordinary):
                return self._named[phrase]
        return self._most_alike(phrases) if asked else None

    def _most_alike(self, phrases: tuple[str, ...]) -> Whereabouts | None:
        best, likeness = None, _LEAST_LIKENESS
        for phrase in phrases:
            if len(phrase) < _SHORTEST_MISSPELT or phrase in self._ordinary or phrase.split()[0] in self._stops:
                continue
            found = process.extractOne(phrase, self._named.keys(), scorer=fuzz.ratio, score_cutoff=likeness)
            if found is not None:
                best, likeness = self._named[found[0]], found[1]
        return Whereabouts(best.name, best.zones, is_sure=False) if best else None


def _names(knowledge: KnowledgeBase) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every name of a place with its zones; where one name means two places, the first counts."""
    table = knowledge.zones
    for zone, names in knowledge.vocabulary.places.items():
        yield from ((name, (zone,)) for name in names)
    for place in table.places:
        yield city_of(place.zone), (place.zone,)
    for code, country in knowledge.pack.countries.items():
        yield from ((name, table.of_country(code)) for name in (country.name, *country.also))
    for code, name in table.countries.items():
        yield _IN_BRACKETS.sub("", name).strip(), table.of_country(code)
    for other, zone in table.other_names.items():
        if "/" in other and table.place(other):
            yield city_of(other), (zone,)


def _phrases(words: list[str]) -> Iterator[str]:
    """Neighbouring words, the longest rows first."""
    for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])
