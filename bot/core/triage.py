"""Danger signs, looked for before anything else.

A red flag is data: signs, and which of them together mean it. A sign counts where it is said of somebody now. It does
not where it is denied ("no chest pain"), over ("had a clot in 2010"), part of an idiom ("this is killing me"), or an
illness named in a general question ("can flying cause a clot?"). Whose sign it is makes no difference. Where it is not
plain that a cue means a sign, the sign counts: an alarm too many does less harm than one too few.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.knowledge import KnowledgeBase, RedFlag, Urgency
from bot.core.lexicon import NUMBER, Lexicon, Reading
from bot.core.wordings import Span

_NEGATION_REACH = 1
"""Words that are neither stop words nor part of a sign over which a negation carries, within its clause."""


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
    """What triage saw in a message: hits, gravest first; the signs present; and those mentioned that do not count."""

    hits: tuple[Hit, ...]
    present: frozenset[str]
    discounted: tuple[tuple[str, str], ...]

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
        self._flags = sorted(knowledge.red_flags.values(), key=_gravity)
        self._named = frozenset(name for name, sign in knowledge.signs.items() if sign.named)
        cues = knowledge.vocabulary.cues
        self._signs = _SignIndex(knowledge, lexicon)
        self._cues = lexicon.index(
            {
                "negation": cues.negation,
                "negation_ends": cues.negation_ends,
                "all_clear": cues.all_clear,
                "past": cues.past,
                "recent": cues.recent,
                "hypothetical": cues.hypothetical,
                "idioms": cues.idioms,
            }
        )

    def find(self, reading: Reading, earlier: Collection[str] = ()) -> Findings:
        """The red flags in a message.

        `earlier` are the signs said in this conversation before: they complete what is said now, and are no red flag
        by themselves.
        """
        known = _known(reading)
        plain, negative = self._signs.find(reading, known)
        cues = _Cues(reading, self._cues.find(reading.sighting, known), (*plain, *negative), negative)
        present: set[str] = set()
        discounted: dict[str, str] = {}
        for span in (*plain, *negative):
            reason = cues.discount(span, named=span.name in self._named)
            if reason is None:
                present.add(span.name)
            else:
                discounted[span.name] = reason
        standing = present | (set(earlier) - set(discounted))
        hits = tuple(hit for hit in self._hits(standing) if not present.isdisjoint(hit.signs))
        kept = tuple((name, why) for name, why in discounted.items() if name not in present)
        return Findings(hits, frozenset(standing), kept)

    def is_general(self, reading: Reading) -> bool:
        """Whether a message asks about an illness in general, rather than telling of somebody who may have it."""
        known = _known(reading)
        return any(cue.name == "hypothetical" for cue in self._cues.find(reading.sighting, known))

    def _hits(self, present: set[str]) -> Iterable[Hit]:
        found = [hit for flag in self._flags if (hit := _hit(flag, present))]
        return sorted(found, key=lambda hit: (hit.certainty is Certainty.NEAR, *_gravity(hit.flag)))


def _gravity(flag: RedFlag) -> tuple[int, int]:
    return list(Urgency).index(flag.urgency), flag.rank


def _hit(flag: RedFlag, present: set[str]) -> Hit | None:
    if not present.isdisjoint(flag.cleared_by):
        return None
    for signs in flag.sure:
        if present.issuperset(signs):
            return Hit(flag, Certainty.SURE, signs)
    for signs in flag.near:
        if present.issuperset(signs):
            raising = tuple(sign for sign in flag.raised_by if sign in present)
            return Hit(flag, Certainty.SURE if raising else Certainty.NEAR, (*signs, *raising))
    return None


class _SignIndex:
    """The wordings of the signs, those that hold a negation of their own ("can not stand") apart from the others."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon) -> None:
        denying = frozenset(lexicon.stem(word) for word in knowledge.vocabulary.cues.negation)
        wordings = {name: sign.wordings for name, sign in knowledge.signs.items()}
        self._plain = lexicon.index(_chosen(wordings, lambda wording: not _denies(wording, denying, lexicon)))
        self._negative = lexicon.index(_chosen(wordings, lambda wording: _denies(wording, denying, lexicon)))

    def find(self, reading: Reading, known: Sequence[Span]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """The signs worded without a negation, and those worded with one."""
        return self._plain.find(reading.sighting, known), self._negative.find(reading.sighting, known)


def _known(reading: Reading) -> tuple[Span, ...]:
    """What a wording may ask for by name: the concepts of a reading and its numbers."""
    numbers = (place for place, token in enumerate(reading.tokens) if token.text.isdecimal())
    return (*reading.concepts, *(Span(NUMBER, place, place + 1) for place in numbers))


def _chosen(wordings: Mapping[str, Sequence[str]], is_chosen: Callable[[str], bool]) -> Mapping[str, Sequence[str]]:
    return {name: tuple(filter(is_chosen, variants)) for name, variants in wordings.items()}


def _denies(wording: str, denying: Collection[str], lexicon: Lexicon) -> bool:
    """Whether a word of negation is one of the wording's own."""
    pieces = wording.replace("+", " ").split()
    return any(lexicon.stem(word) in denying for piece in pieces for word in piece.split("/"))


class _Cues:
    """The words of one message that change what its signs mean. `negative` are signs worded with a negation."""

    def __init__(
        self, reading: Reading, spans: Iterable[Span], signs: Sequence[Span], negative: Sequence[Span]
    ) -> None:
        self._tokens = reading.tokens
        self._in_a_sign = frozenset(place for sign in signs for place in range(sign.start, sign.end))
        self._negative = frozenset(negative)
        self._spans: dict[str, list[Span]] = {}
        for span in spans:
            self._spans.setdefault(span.name, []).append(span)
        self._negations = [cue for cue in self._of("negation") if not any(_covers(sign, cue) for sign in negative)]

    def discount(self, sign: Span, *, named: bool) -> str | None:
        """Why this sign does not count, or None where it does."""
        if self._in_idiom(sign):
            return "idiom"
        if self._is_denied(sign):
            return "denied"
        if self._is_over(sign, named=named):
            return "past"
        if named and self._in_sentence("hypothetical", sign):
            return "hypothetical"
        return None

    def _of(self, name: str) -> list[Span]:
        return self._spans.get(name, [])

    def _in_idiom(self, sign: Span) -> bool:
        """Whether an idiom holds the first or the last word of a sign. One that only stands between says nothing."""
        ends = (sign.start, sign.end - 1)
        return any(idiom.start <= place < idiom.end for idiom in self._of("idioms") for place in ends)

    def _in_sentence(self, name: str, sign: Span) -> bool:
        return any(self._same_sentence(cue, sign) for cue in self._of(name))

    def _same_sentence(self, cue: Span, sign: Span) -> bool:
        return self._tokens[cue.start].sentence == self._tokens[sign.start].sentence

    def _same_clause(self, first: int, second: int) -> bool:
        return self._tokens[first].clause == self._tokens[second].clause

    def _content(self, start: int, end: int) -> int:
        """How many words between two places carry meaning."""
        return sum(not token.is_stop for token in self._tokens[start:end])

    def _is_denied(self, sign: Span) -> bool:
        return any(self._denies(cue, sign) for cue in self._negations) or any(
            self._clears(cue, sign) for cue in self._of("all_clear")
        )

    def _denies(self, negation: Span, sign: Span) -> bool:
        """Whether a negation carries to a sign: to its first word, or from within it to its last.

        A negation written as a list ("no ... or") carries to all that stands in the list, over commas too.
        """
        if sign in self._negative and negation.start >= sign.start:
            return False
        target = sign.start if sign.start > negation.start else sign.end - 1
        if target <= negation.start or not self._same_sentence(negation, sign):
            return False
        if any(negation.start < cue.start <= target for cue in self._of("negation_ends")):
            return False
        return target < negation.end or self._carries(negation.end, target)

    def _carries(self, start: int, target: int) -> bool:
        """Whether a negation that ends at `start` reaches the word at `target`. Signs on the way are of its list."""
        passed = sum(
            not token.is_stop and place not in self._in_a_sign
            for place, token in enumerate(self._tokens[start:target], start)
        )
        return passed <= _NEGATION_REACH and self._same_clause(start - 1, target)

    def _clears(self, cue: Span, sign: Span) -> bool:
        """Whether an all-clear right after a sign, in its clause, takes it back ("my chest is fine")."""
        return (
            sign.end <= cue.start
            and self._content(sign.end, cue.start) == 0
            and self._same_clause(sign.start, cue.start)
        )

    def _is_over(self, sign: Span, *, named: bool) -> bool:
        """Whether a sign is past: an illness anywhere in the sentence, something seen or felt next to the cue only.

        A cue within the sign is part of it: "had a clot" is said of the past and means something now.
        """
        cues = [cue for cue in self._of("past") if self._same_sentence(cue, sign)]
        if self._is_recent(sign) or any(_covers(sign, cue) for cue in cues):
            return False
        return bool(cues) if named else any(self._dates(cue, sign) for cue in cues)

    def _is_recent(self, sign: Span) -> bool:
        """Whether the sign's own clause says that it is of now."""
        return any(self._same_clause(cue.start, sign.start) for cue in self._of("recent"))

    def _dates(self, cue: Span, sign: Span) -> bool:
        """Whether a time gone by is the sign's: it follows it closely, or opens the clause the sign stands in."""
        if not self._same_clause(cue.start, sign.start):
            return False
        if sign.end <= cue.start:
            return self._content(sign.end, cue.start) == 0
        return not any(
            self._same_clause(place, cue.start) and not self._tokens[place].is_stop for place in range(cue.start)
        )


def _covers(sign: Span, cue: Span) -> bool:
    return sign.start <= cue.start and cue.end <= sign.end
