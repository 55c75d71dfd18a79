"""What comes of a pack's cases: every case put to a conversation and judged.

Whoever measures the bot (`knowledge check`, `coverage` and `diff`, the tests, the benchmarks) does it with `examine`,
so that a case is right or wrong for all of them alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from bot.content.cases import Cases, RedFlagCases
from bot.content.schema import Route
from bot.core.conversation import Conversation, State
from bot.core.knowledge import Aspect
from bot.core.replies import Reply, ReplyKind

ALARMS = frozenset({ReplyKind.URGENT, ReplyKind.CONFIRM_RED_FLAG})
_REFUSALS = frozenset({ReplyKind.OUT_OF_SCOPE, ReplyKind.FALLBACK})


class Part(StrEnum):
    """The parts of a pack's test set. `must` and `must_not` are the two halves of the red-flag cases."""

    TOPICS = "topics"
    FOLLOW_UPS = "follow_ups"
    ACTS = "acts"
    OUT_OF_SCOPE = "out_of_scope"
    MUST = "must"
    MUST_NOT = "must_not"


class Verdict(StrEnum):
    """How well a case went, best first.

    `asked` is a question back that has the right answer among its choices; `silent` means that the bot owned up to
    not knowing; `wrong` is a sure answer to something else, a danger sign missed, or an alarm for nothing.
    """

    RIGHT = "right"
    OTHER_ASPECT = "other_aspect"
    ASKED = "asked"
    SILENT = "silent"
    WRONG = "wrong"

    @property
    def rank(self) -> int:
        """0 for the best verdict, more for each that is worse."""
        return list(Verdict).index(self)


@dataclass(frozen=True, slots=True)
class Trial:
    """One turn to be judged after those before it in its chat, and what would be right.

    `label` is what the case is of: a topic, an act, a kind of what is out of scope, a red flag; for a follow-up the
    first id of `accept`. `path` leads to the case in the test set.
    """

    part: Part
    label: str
    path: Route
    turns: tuple[str, ...]
    accept: tuple[str, ...] = ()
    aspect: Aspect | None = None
    expected_miss: str | None = None


@dataclass(frozen=True, slots=True)
class Upshot:
    """What a turn came to, without its words."""

    kind: ReplyKind
    topics: tuple[str, ...]
    aspect: Aspect | None

    @property
    def heard_as(self) -> str:
        """The id that came first; for an alarm with its kind, and the kind alone where no id was settled on."""
        if not self.topics or self.kind is ReplyKind.DISAMBIGUATION:
            return self.kind.value
        return f"{self.kind.value}: {self.topics[0]}" if self.kind in ALARMS else self.topics[0]


@dataclass(frozen=True, slots=True)
class Result:
    """A trial, what came of it, and how well that is."""

    trial: Trial
    upshot: Upshot
    verdict: Verdict

    @property
    def is_right(self) -> bool:
        """Whether there is nothing to mend: a danger sign may also be recognised by asking."""
        return self.verdict is Verdict.RIGHT or (self.verdict is Verdict.ASKED and self.trial.part is Part.MUST)


@dataclass(frozen=True, slots=True)
class Score:
    """How many results there are of each verdict."""

    counts: Counter[Verdict]

    @property
    def total(self) -> int:
        """How many results there are."""
        return self.counts.total()

    def share(self, *verdicts: Verdict) -> float:
        """The share of results with one of these verdicts; of nothing at all it is 0."""
        return sum(self.counts[verdict] for verdict in verdicts) / max(self.total, 1)


@dataclass(frozen=True, slots=True)
class FlagScore:
    """How a red flag fared: how many of its must cases were urgent at once, were asked about, were missed ..."""

    id: str
    must: Score
    must_not: Score

    @property
    def sensitivity(self) -> float | None:
        """The share of must cases that were recognised, at once or by a question; None where there is no such case."""
        return self.must.share(Verdict.RIGHT, Verdict.ASKED) if self.must.total else None

    @property
    def false_alarm_rate(self) -> float | None:
        """The share of must_not cases that raised any alarm; None where there is no such case."""
        return self.must_not.share(Verdict.ASKED, Verdict.WRONG) if self.must_not.total else None


@dataclass(frozen=True, slots=True)
class Confusion:
    """Cases that were meant as one thing and heard as another."""

    meant: str
    heard_as: str
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Examination:
    """The results of all trials, in their order."""

    results: tuple[Result, ...]

    def of(self, *parts: Part) -> tuple[Result, ...]:
        """The results of some parts of the test set."""
        return tuple(result for result in self.results if result.trial.part in parts)

    def score(self, *parts: Part) -> Score:
        """The score of some parts of the test set."""
        return _score(self.of(*parts))

    def flag(self, own_id: str) -> FlagScore:
        """The score of one red flag."""
        results = [result for result in self.of(Part.MUST, Part.MUST_NOT) if result.trial.label == own_id]
        halves = (_score(each for each in results if each.trial.part is part) for part in (Part.MUST, Part.MUST_NOT))
        return FlagScore(own_id, *halves)

    def all_flags(self) -> FlagScore:
        """The score of all red flags together."""
        return FlagScore("all", self.score(Part.MUST), self.score(Part.MUST_NOT))

    def known_misses(self) -> tuple[Result, ...]:
        """The results that are wrong as their cases say they would be. They count in every score all the same."""
        return tuple(each for each in self.results if each.trial.expected_miss and not each.is_right)

    def confusions(self) -> tuple[Confusion, ...]:
        """The pairs of labels that were confused, the most often confused first."""
        pairs: dict[tuple[str, str], list[Result]] = {}
        for result in self.results:
            if result.verdict not in {Verdict.RIGHT, Verdict.OTHER_ASPECT}:
                pairs.setdefault((_meant(result.trial), result.upshot.heard_as), []).append(result)
        ranked = sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))
        return tuple(Confusion(*pair, tuple(results)) for pair, results in ranked)


def trials(cases: Cases) -> tuple[Trial, ...]:
    """Every turn of a test set that is judged, in the order of its files."""
    return (
        *_topics(cases),
        *_follow_ups(cases),
        *_simple(Part.ACTS, cases.acts),
        *_simple(Part.OUT_OF_SCOPE, cases.out_of_scope),
        *_red_flags(cases.red_flags),
    )


def examine(conversation: Conversation, asked: Iterable[Trial], now: datetime) -> Examination:
    """Put each trial to a conversation, each as a chat of its own."""
    return Examination(tuple(_put(conversation, trial, now) for trial in asked))


def _topics(cases: Cases) -> Iterator[Trial]:
    for own_id, items in cases.topics.items():
        for number, case in enumerate(items):
            path: Route = ("topics", own_id, number)
            accept = (own_id, *case.also)
            yield Trial(Part.TOPICS, own_id, path, (case.text,), accept, case.aspect, case.expected_miss)


def _follow_ups(cases: Cases) -> Iterator[Trial]:
    for number, dialogue in enumerate(cases.follow_ups):
        texts = tuple(step.text for step in dialogue.turns)
        for place, step in enumerate(dialogue.turns):
            if step.accept:
                path: Route = ("follow_ups", number, "turns", place)
                said = texts[: place + 1]
                miss = step.expected_miss
                yield Trial(Part.FOLLOW_UPS, step.accept[0], path, said, step.accept, step.aspect, miss)


def _simple(part: Part, texts_by_label: dict[str, tuple[str, ...]]) -> Iterator[Trial]:
    for label, texts in texts_by_label.items():
        for number, text in enumerate(texts):
            yield Trial(part, label, (part.value, label, number), (text,), (label,))


def _red_flags(red_flags: dict[str, RedFlagCases]) -> Iterator[Trial]:
    for own_id, flag in red_flags.items():
        for part, chats in ((Part.MUST, flag.must), (Part.MUST_NOT, flag.must_not)):
            for number, chat in enumerate(chats):
                path: Route = ("red_flags", own_id, part.value, number)
                yield Trial(part, own_id, path, chat.turns, (own_id,), None, chat.expected_miss)


def _put(conversation: Conversation, trial: Trial, now: datetime) -> Result:
    state = State()
    judged: list[tuple[Verdict, Upshot]] = []
    for text in trial.turns:
        turn = conversation.hear(text, state, now)
        state = turn.state
        upshot = _upshot(turn.reply)
        judged.append((_verdict(trial, upshot), upshot))
    verdict, upshot = _telling(trial.part, judged)
    return Result(trial, upshot, verdict)


def _telling(part: Part, judged: Sequence[tuple[Verdict, Upshot]]) -> tuple[Verdict, Upshot]:
    """The turn that decides: a danger sign may be raised by any turn, all else is judged by the last."""
    match part:
        case Part.MUST:
            return min(judged, key=lambda each: each[0].rank)
        case Part.MUST_NOT:
            return max(judged, key=lambda each: each[0].rank)
        case _:
            return judged[-1]


def _upshot(reply: Reply) -> Upshot:
    return Upshot(reply.kind, reply.topics, reply.aspect)


def _verdict(trial: Trial, upshot: Upshot) -> Verdict:
    match trial.part:
        case Part.MUST:
            return _of_must(trial.label, upshot)
        case Part.MUST_NOT:
            return _of_must_not(upshot)
        case Part.OUT_OF_SCOPE:
            return _of_out_of_scope(upshot)
        case Part.TOPICS | Part.FOLLOW_UPS | Part.ACTS:
            return _of_answer(trial, upshot)
        case _:
            assert_never(trial.part)


def _of_must(flag: str, upshot: Upshot) -> Verdict:
    if upshot.kind not in ALARMS or flag not in upshot.topics:
        return Verdict.WRONG
    return Verdict.RIGHT if upshot.kind is ReplyKind.URGENT else Verdict.ASKED


def _of_must_not(upshot: Upshot) -> Verdict:
    if upshot.kind is ReplyKind.URGENT:
        return Verdict.WRONG
    return Verdict.ASKED if upshot.kind is ReplyKind.CONFIRM_RED_FLAG else Verdict.RIGHT


def _of_out_of_scope(upshot: Upshot) -> Verdict:
    if upshot.kind in _REFUSALS:
        return Verdict.RIGHT
    return Verdict.ASKED if upshot.kind is ReplyKind.DISAMBIGUATION else Verdict.WRONG


def _of_answer(trial: Trial, upshot: Upshot) -> Verdict:
    """An answer is right by its first topic; whichever red flag of several is accepted is spoken of."""
    if upshot.kind in _REFUSALS:
        return Verdict.SILENT
    shown = upshot.topics[:1] if upshot.kind is ReplyKind.ANSWER else upshot.topics
    if set(shown).isdisjoint(trial.accept):
        return Verdict.WRONG
    if upshot.kind in {ReplyKind.DISAMBIGUATION, ReplyKind.CONFIRM_RED_FLAG}:
        return Verdict.ASKED
    return Verdict.RIGHT if trial.aspect in {None, upshot.aspect} else Verdict.OTHER_ASPECT


def _meant(trial: Trial) -> str:
    match trial.part:
        case Part.MUST:
            return f"{ReplyKind.URGENT.value}: {trial.label}"
        case Part.MUST_NOT:
            return "no alarm"
        case _:
            return trial.label


def _score(results: Iterable[Result]) -> Score:
    return Score(Counter(result.verdict for result in results))
