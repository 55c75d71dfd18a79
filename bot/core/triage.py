"""Danger signs, looked for before anything else.

A red flag is data: signs, and which of them together mean it. A sign counts where it is said of somebody now
(`discounting` tells when it does not). Whose sign it is makes no difference: an alarm too many does less harm than one
too few.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.discounting import CUES, DENIED, Discounts
from bot.core.knowledge import KnowledgeBase, RedFlag, Urgency
from bot.core.lexicon import Lexicon, Reading
from bot.core.naming import Names
from bot.core.text import fold
from bot.core.wordings import Span

_CALMING = frozenset({"hypothetical", "general", "over", "known", "checked", "both_sides", "past", "all_clear"})
"""The cues of messages that tell of no danger of now."""


class Certainty(StrEnum):
    """How sure the signs make a red flag."""

    SURE = "sure"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Hit:
    """A red flag whose signs are present, and which ones they are."""

    flag: RedFlag
    certainty: Certainty
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What triage saw in a message.

    The hits, gravest first; the signs present; those mentioned that do not count, and why; and where in the message
    the words of those stand that are denied.
    """

    hits: tuple[Hit, ...]
    present: frozenset[str]
    discounted: tuple[tuple[str, str], ...]
    denied: frozenset[int] = frozenset()

    @property
    def sure(self) -> tuple[Hit, ...]:
        """The hits that call for an urgent reply, gravest first."""
        return tuple(hit for hit in self.hits if hit.certainty is Certainty.SURE)

    @property
    def near(self) -> Hit | None:
        """The gravest hit that calls for a question."""
        return next((hit for hit in self.hits if hit.certainty is Certainty.NEAR), None)


NOTHING_FOUND = Findings((), frozenset(), ())
"""What triage sees where there is nothing to see."""


class Triage:
    """The red flags of a pack, ready to be looked for."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon) -> None:
        self._rules = tuple(_Rule(flag) for flag in sorted(knowledge.red_flags.values(), key=_gravity))
        self._signs = knowledge.signs
        self._names = Names(knowledge.vocabulary.concepts)
        self._wordings = _SignIndex(knowledge, lexicon)
        self._accounts = lexicon.index({name: sign.unless for name, sign in knowledge.signs.items()})
        self._cues = lexicon.index({name: wordings for name, wordings in knowledge.vocabulary.cues if name in CUES})

    def find(self, reading: Reading, earlier: Collection[str] = ()) -> Findings:
        """The red flags in a message.

        `earlier` are the signs said in this conversation before: they complete what is said now, and are no red flag
        by themselves.
        """
        known = self._names.known(reading)
        plain, negative = self._wordings.find(reading, known)
        accounts = self._accounts.find(reading.sighting, known) if plain or negative else ()
        cues = Discounts(reading, self._cues.find(reading.sighting, known), self._signs, plain, negative, accounts)
        reasons = cues.reasons()
        present = {sign.name for sign in (*plain, *negative) if sign not in reasons}
        discounted = {sign.name: reason for sign, reason in reasons.items() if sign.name not in present}
        kept = set(earlier) - set(discounted)
        standing = present | (kept if present else kept - cues.dropped(kept))
        denied = (range(sign.start, sign.end) for sign, reason in reasons.items() if reason == DENIED)
        places = frozenset(place for each in denied for place in each)
        return Findings(self._hits(present, standing), frozenset(standing), tuple(discounted.items()), places)

    def dismissed(self, findings: Findings) -> frozenset[str]:
        """The red flags that would be raised by signs which were mentioned and do not count.

        A sign in a general question dismisses nothing: its flag is what is asked about.
        """
        mentioned = {name for name, reason in findings.discounted if reason != "hypothetical"}
        raised = {hit.flag.id for hit in self._hits(mentioned, mentioned | findings.present)}
        return frozenset(raised - {hit.flag.id for hit in findings.hits}) if mentioned else frozenset()

    def is_calm(self, reading: Reading) -> bool:
        """Whether a message speaks of an illness in general, or of something that is over, long known or past."""
        cues = self._cues.find(reading.sighting, self._names.known(reading))
        return any(cue.name in _CALMING for cue in cues)

    def _hits(self, said: set[str], standing: set[str]) -> tuple[Hit, ...]:
        """The red flags that what was said now makes or completes, gravest first."""
        found = [hit for rule in self._rules if (hit := rule.hit(said, standing))]
        return tuple(sorted(found, key=lambda hit: (hit.certainty is Certainty.NEAR, *_gravity(hit.flag))))


def _gravity(flag: RedFlag) -> tuple[int, int]:
    return list(Urgency).index(flag.urgency), flag.rank


class _Rule:
    """A red flag, ready to be held against signs."""

    def __init__(self, flag: RedFlag) -> None:
        self._flag = flag
        self._telling = frozenset(sign for signs in (*flag.sure, *flag.near) for sign in signs)

    def hit(self, said: set[str], standing: set[str]) -> Hit | None:
        """What the signs that stand come to. At least one of them has to be said now."""
        flag = self._flag
        if self._telling.isdisjoint(said) or not standing.isdisjoint(flag.cleared_by):
            return None
        for signs in flag.sure:
            if standing.issuperset(signs) and not said.isdisjoint(signs):
                return Hit(flag, Certainty.SURE, signs)
        for signs in flag.near:
            raising = tuple(sign for sign in flag.raised_by if sign in standing)
            if standing.issuperset(signs) and not said.isdisjoint((*signs, *raising)):
                return Hit(flag, Certainty.SURE if raising else Certainty.NEAR, (*signs, *raising))
        return None


class _SignIndex:
    """The wordings of the signs, those that hold a negation of their own ("can not stand") apart from the others."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon) -> None:
        denying = frozenset(lexicon.stem(fold(word)) for word in knowledge.vocabulary.cues.negation)
        wordings = {name: sign.wordings for name, sign in knowledge.signs.items()}
        self._plain = lexicon.index(_chosen(wordings, lambda wording: not _denies(wording, denying, lexicon)))
        self._negative = lexicon.index(_chosen(wordings, lambda wording: _denies(wording, denying, lexicon)))

    def find(self, reading: Reading, known: Sequence[Span]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """The signs worded without a negation, and those worded with one."""
        return self._plain.find(reading.sighting, known), self._negative.find(reading.sighting, known)


def _chosen(wordings: Mapping[str, Sequence[str]], is_chosen: Callable[[str], bool]) -> Mapping[str, Sequence[str]]:
    return {name: tuple(filter(is_chosen, variants)) for name, variants in wordings.items()}


def _denies(wording: str, denying: Collection[str], lexicon: Lexicon) -> bool:
    """Whether a word of negation is one of the wording's own."""
    pieces = wording.replace("+", " ").split()
    return any(lexicon.stem(fold(word)) in denying for piece in pieces for word in piece.split("/"))
