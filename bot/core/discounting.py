"""When a sign that is mentioned does not count.

It does not where it is denied ("no smoke"), past ("had a fire in 2010"), part of an idiom ("this is killing me"),
over ("it smoked, fine now"), long known and unchanged ("always has done"), checked ("the firemen found nothing"),
accounted for ("smoke from the barbecue"), on both sides where one side is the danger, or spoken of in general ("can
dust cause a fire?"). How far these go is the sign's own affair (`Counts`, `Sign.unless`): there are dangers that have
passed and are dangers still. What goes on, is back or is worse is neither over nor checked nor accounted for. Where it
is not plain that a cue is about a sign, the sign counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.core.knowledge import Counts, Sign
from bot.core.lexicon import Reading
from bot.core.wordings import Span

CUES = (
    *("negation", "negation_ends", "all_clear", "past", "recent", "hypothetical", "idioms"),
    *("over", "known", "checked", "unsettled", "both_sides", "one_side", "general", "present", "turn"),
)
"""The cues of a vocabulary that bear on signs."""

DENIED = "denied"
"""The reason of a sign that somebody says they do not have."""

_NEGATION_REACH = 1
"""Words that are neither stop words nor part of a sign over which a negation carries, within its clause."""

_DATE_REACH = 2
"""Words that carry meaning which may stand between something seen or felt and the time gone by it is said of."""

_LADDER = tuple(Counts)


class Discounts:
    """The words of one message that change what its signs mean.

    `negative` are signs worded with a negation; `accounts` what accounts for a sign, by the sign's name.
    """

    def __init__(
        self,
        reading: Reading,
        cues: Iterable[Span],
        signs: Mapping[str, Sign],
        plain: Sequence[Span],
        negative: Sequence[Span],
        accounts: Sequence[Span] = (),
    ) -> None:
        self._tokens = reading.tokens
        self._signs = signs
        self._found = (*plain, *negative)
        self._in_a_sign = frozenset(place for sign in self._found for place in range(sign.start, sign.end))
        self._negative = frozenset(negative)
        self._accounts = accounts
        self._spans: dict[str, list[Span]] = {}
        for span in cues:
            self._spans.setdefault(span.name, []).append(span)
        self._negations = [cue for cue in self._of("negation") if not any(_meet(sign, cue) for sign in negative)]

    def reasons(self) -> Mapping[Span, str]:
        """By sign that does not count, why."""
        reasons = {sign: reason for sign in self._found if (reason := self._alone(sign))}
        standing = [sign for sign in self._found if sign not in reasons]
        for cue, reason, least in self._takers_back():
            for sign in self._taken_back(cue, standing):
                if not self._counts(sign.name, least):
                    reasons.setdefault(sign, reason)
        return reasons

    def dropped(self, earlier: Iterable[str]) -> frozenset[str]:
        """The signs of earlier turns that an answer takes back ("ages ago", "it is back to normal now", "no, both")."""
        dropped: set[str] = set()
        for cue, _, least in self._takers_back():
            if self._tokens[cue.start].sentence == self._tokens[0].sentence:
                dropped.update(name for name in earlier if not self._counts(name, least))
        if any(self._opens_message(cue) for cue in self._of("past")):
            dropped.update(earlier)
        if self._of("both_sides") and not self._of("one_side"):
            dropped.update(name for name in earlier if name in self._signs and self._signs[name].one_sided)
        return frozenset(dropped)

    def _alone(self, sign: Span) -> str | None:
        """Why a sign does not count, as far as that hangs on no other sign."""
        if self._in_idiom(sign):
            return "idiom"
        if self._is_denied(sign):
            return DENIED
        if self._is_over(sign):
            return "past"
        if self._is_accounted_for(sign):
            return "accounted_for"
        if self._signs[sign.name].one_sided and self._is_of_both_sides(sign):
            return "both_sides"
        return "hypothetical" if self._is_hypothetical(sign) else None

    def _of(self, name: str) -> Sequence[Span]:
        return self._spans.get(name, ())

    def _counts(self, name: str, least: Counts) -> bool:
        """Whether a sign counts in spite of a circumstance that those of at least this rung outlast."""
        return name not in self._signs or _LADDER.index(self._signs[name].counts) >= _LADDER.index(least)

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
        return any(self._denies(cue, sign) or self._answers(cue, sign) for cue in self._negations) or any(
            self._clears(cue, sign) for cue in self._of("all_clear")
        )

    def _denies(self, negation: Span, sign: Span) -> bool:
        """Whether a negation carries to a sign: to its first word, or from within it to its last.

        A negation written as a list ("no ... or") carries to all that stands in the list, over commas too. A sign that
        holds a negation of its own is not turned round by another ("without help I can't stand").
        """
        if sign in self._negative:
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

    def _answers(self, negation: Span, sign: Span) -> bool:
        """Whether a negation stands alone behind a sign, as its answer ("Smoke, no.")."""
        following = self._tokens[negation.end : negation.end + 1]
        return (
            negation.start == sign.end
            and not self._same_clause(sign.end - 1, negation.start)
            and not (following and following[0].clause == self._tokens[negation.start].clause)
        )

    def _clears(self, cue: Span, sign: Span) -> bool:
        """Whether an all-clear right after a sign, in its clause, takes it back ("the roof is fine")."""
        return (
            sign.end <= cue.start
            and self._content(sign.end, cue.start) == 0
            and self._same_clause(sign.start, cue.start)
        )

    def _is_over(self, sign: Span) -> bool:
        """Whether a sign is past: an illness anywhere in the sentence, something seen or felt next to the cue only.

        A cue within the sign is part of it: "had a fire" is said of the past and means something now.
        """
        cues = [cue for cue in self._of("past") if self._same_sentence(cue, sign)]
        if self._is_recent(sign) or any(_covers(sign, cue) for cue in cues):
            return False
        return bool(cues) if self._signs[sign.name].named else any(self._dates(cue, sign) for cue in cues)

    def _is_recent(self, sign: Span) -> bool:
        """Whether the sign's own clause says that it is of now."""
        return any(self._same_clause(cue.start, sign.start) for cue in self._of("recent"))

    def _dates(self, cue: Span, sign: Span) -> bool:
        """Whether a time gone by is the sign's: it follows it closely, or opens the clause the sign stands in."""
        if not self._same_clause(cue.start, sign.start):
            return False
        if sign.end <= cue.start:
            return self._content(sign.end, cue.start) <= _DATE_REACH
        return not any(
            self._same_clause(place, cue.start) and not self._tokens[place].is_stop for place in range(cue.start)
        )

    def _is_accounted_for(self, sign: Span) -> bool:
        """Whether its sentence says what a sign comes from, or how slight it is, and nothing that makes it worse."""
        return not self._of("unsettled") and any(
            account.name == sign.name
            and not any(self._denies(negation, account) for negation in self._negations)
            and self._same_sentence(account, sign)
            and not _covers(sign, account)
            and not self._turns_to_danger(max(sign.end, account.end))
            for account in self._accounts
        )

    def _turns_to_danger(self, start: int) -> bool:
        """Whether from a place on the message comes to something else ("but"), and that is a sign."""
        turns = [cue.start for cue in self._of("turn") if cue.start >= start]
        return bool(turns) and any(sign.start >= min(turns) for sign in self._found)

    def _is_of_both_sides(self, sign: Span) -> bool:
        return self._in_sentence("both_sides", sign) and not self._in_sentence("one_side", sign)

    def _is_hypothetical(self, sign: Span) -> bool:
        """Whether an illness is named in a question about it, or anything in one about people in general."""
        if self._signs[sign.name].named and self._in_sentence("hypothetical", sign):
            return True
        if self._counts(sign.name, Counts.ALWAYS):
            return False
        return any(self._is_asked_in_general(cue, sign) for cue in self._of("general"))

    def _is_asked_in_general(self, cue: Span, sign: Span) -> bool:
        """Whether a question about people in general is about a sign, and its sentence tells of nobody besides."""
        told = [each for each in self._of("present") if self._same_sentence(each, sign) and not _holds(cue, each)]
        return self._same_sentence(cue, sign) and self._opens_sentence(cue) and not told

    def _takers_back(self) -> Iterable[tuple[Span, str, Counts]]:
        """The cues that take back what was just said, why, and the least rung of signs that count all the same."""
        over = [cue for cue in self._of("over") if not any(self._denies(negation, cue) for negation in self._negations)]
        cues = (
            *((cue, "over", Counts.EVEN_IF_OVER) for cue in over),
            *((cue, "known", Counts.EVEN_IF_KNOWN) for cue in self._unchanged()),
            *((cue, "checked", Counts.EVEN_IF_KNOWN) for cue in self._of("checked")),
        )
        return [each for each in cues if not self._is_unsettled_after(each[0])]

    def _is_unsettled_after(self, cue: Span) -> bool:
        """Whether what a cue takes back is said to go on all the same, or to be back, later in the message."""
        return any(unsettled.start >= cue.end for unsettled in self._of("unsettled"))

    def _unchanged(self) -> list[Span]:
        """What is said to have been so for long, where the sentence tells of nothing new."""
        return [
            cue
            for cue in self._of("known")
            if not any(self._same_sentence(new, cue) and not _covers(cue, new) for new in self._of("recent"))
        ]

    def _taken_back(self, cue: Span, standing: Sequence[Span]) -> Iterable[Span]:
        """The signs a cue takes back: the last before it in its clause; else all of the clause before that has any.

        One that stands within a sign is said of that ("the left has always been the bigger one"), and one that stands
        around signs of those ("the firemen looked at the smoke and said it was nothing").
        """
        if cue.name == "known" and (around := [sign for sign in standing if _covers(sign, cue)]):
            return around
        if cue.name in ("known", "checked") and (within := [sign for sign in standing if _covers(cue, sign)]):
            return within
        before = [
            sign
            for sign in standing
            if sign.end <= cue.start and self._is_said_of(cue, sign) and not self._turns(sign.end, cue.start)
        ]
        if not before:
            return ()
        last = max(before, key=lambda sign: sign.end)
        if self._same_clause(last.end - 1, cue.start):
            return [sign for sign in before if sign.end > last.start]
        return [sign for sign in before if self._same_clause(sign.end - 1, last.end - 1)]

    def _is_said_of(self, cue: Span, sign: Span) -> bool:
        """Whether a cue is in a sign's sentence, or opens the next ("Smoke in the hall. It is gone now.")."""
        apart = self._tokens[cue.start].sentence - self._tokens[sign.start].sentence
        return apart == 0 or (apart == 1 and self._opens_sentence(cue))

    def _turns(self, start: int, end: int) -> bool:
        """Whether something else begins between two places ("but")."""
        return any(start <= cue.start < end for cue in self._of("turn"))

    def _opens_sentence(self, cue: Span) -> bool:
        sentence = self._tokens[cue.start].sentence
        return all(token.is_stop or token.sentence != sentence for token in self._tokens[: cue.start])

    def _opens_message(self, cue: Span) -> bool:
        return all(token.is_stop for token in self._tokens[: cue.start])


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _holds(outer: Span, inner: Span) -> bool:
    """Whether a span is part of a longer one."""
    return _covers(outer, inner) and not _covers(inner, outer)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
