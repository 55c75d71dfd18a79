"""What a person says of themselves, or of whom they ask for, that changes what is said to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from bot.core.knowledge import Country, KnowledgeBase
from bot.core.lexicon import Lexicon, Reading
from bot.core.wordings import Span

_NEGATION_REACH = 3
"""Words that are not stop words over which "not" or "no" carries to a condition."""


_CUES = frozenset({"general", "present", "what_is_known", "forget", "forget_all"})


@dataclass(frozen=True, slots=True)
class Person:
    """What was said of a person: ids of conditions, and the code of the country."""

    conditions: frozenset[str] = field(default=frozenset())
    country: str | None = None


class PersonFinder:
    """The conditions and countries of a pack, ready to be recognised."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon) -> None:
        self._conditions = lexicon.index({name: each.wordings for name, each in knowledge.conditions.items()})
        self._countries = lexicon.index(
            {code: tuple(_places(country)) for code, country in knowledge.pack.countries.items()}
        )
        cues = knowledge.vocabulary.cues
        self._negations = lexicon.index({"negation": (*cues.negation, *cues.forget)})
        self._cues = lexicon.index({name: wordings for name, wordings in cues if name in _CUES})

    def asks(self, reading: Reading) -> bool:
        """Whether a message asks what is known of the person."""
        return "what_is_known" in self._said(reading)

    def wants_forgotten(self, reading: Reading) -> bool:
        """Whether a message wants something forgotten in so many words, be it one thing or all."""
        return not self._said(reading).isdisjoint({"forget", "forget_all"})

    def after(self, person: Person, reading: Reading) -> Person:
        """The person as known after this message. "I am not sixty" takes back what was said before."""
        if "forget_all" in self._said(reading):
            return Person()
        spans = self._conditions.find(reading.sighting, reading.concepts)
        negations = self._negations.find(reading.sighting, reading.concepts)
        denied = {span.name for span in spans if _is_denied(span, negations, reading)}
        stated = {span.name for span in spans if not self._is_of_people_in_general(span, reading)} - denied
        countries = self._countries.find(reading.sighting, reading.concepts)
        return replace(
            person,
            conditions=(person.conditions - denied) | stated,
            country=countries[-1].name if countries else person.country,
        )

    def _said(self, reading: Reading) -> frozenset[str]:
        return frozenset(cue.name for cue in self._cues.find(reading.sighting, reading.concepts))

    def _is_of_people_in_general(self, condition: Span, reading: Reading) -> bool:
        """Whether a condition stands in a general question ("do these tablets ...?") whose sentence is about nobody."""
        sentence = reading.tokens[condition.start].sentence
        here = [
            cue
            for cue in self._cues.find(reading.sighting, reading.concepts)
            if reading.tokens[cue.start].sentence == sentence
        ]
        return any(
            cue.name == "general" and _opens_sentence(cue, reading) and not any(each.name == "present" for each in here)
            for cue in here
        )


def _opens_sentence(cue: Span, reading: Reading) -> bool:
    sentence = reading.tokens[cue.start].sentence
    return all(token.is_stop or token.sentence != sentence for token in reading.tokens[: cue.start])


def _places(country: Country) -> Iterator[str]:
    """How somebody says where they are: "in Spain", "from the UK"."""
    for name in (country.name, *country.also):
        place = "+".join(name.lower().split())
        for lead in ("in", "from", "in+the", "from+the"):
            yield f"{lead}+{place}"


def _is_denied(condition: Span, negations: Iterable[Span], reading: Reading) -> bool:
    tokens = reading.tokens
    return any(
        cue.end <= condition.start
        and tokens[cue.start].clause == tokens[condition.start].clause
        and sum(not token.is_stop for token in tokens[cue.end : condition.start]) <= _NEGATION_REACH
        for cue in negations
    )
