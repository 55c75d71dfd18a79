"""Everything there is to say of a pack and its cases, in one go: what `knowledge check` shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Protocol, TypeVar

from bot.content.cases import LoadedCases, read_cases
from bot.content.checks import check
from bot.content.draft import Places
from bot.content.examination import Examination, FlagScore, Part, Score, Trial, Verdict, examine, trials
from bot.content.examples import examples
from bot.content.faults import FaultyPackError, Finding, Severity, in_order
from bot.content.floors import below, below_over_all, missed, no_longer_wrong
from bot.content.loader import LoadedPack, load_pack
from bot.content.phrases import hear, repeated, wrongly_placed
from bot.content.reachability import never_found
from bot.content.readability import (
    LANGUAGE,
    REASONS,
    NoDictionaryError,
    Reasons,
    english_syllables,
    grades,
    hard_on_the_whole,
    load_reasons,
    needless,
    too_hard,
)
from bot.content.sayings import Saying, sayings, too_long
from bot.content.twins import twins
from bot.core.conversation import Conversation
from bot.core.knowledge import KnowledgeBase

Item = TypeVar("Item")

SINGLE_PARTS = (Part.TOPICS, Part.FOLLOW_UPS, Part.ACTS, Part.OUT_OF_SCOPE)
"""The parts of a test set whose accuracy is told in one number each; red flags have a table."""


class Watch(Protocol):
    """Somebody who wants to see how far the work is."""

    def __call__(self, what: str, items: Sequence[Item]) -> Iterable[Item]:
        """The same items, one by one as they are asked for; `what` names them."""


def unwatched(what: str, items: Sequence[Item]) -> Iterable[Item]:
    """Nobody looks on."""
    return items


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found. A pack that could not be read has errors and nothing else; `grades` is empty if not measured.

    `mistyped` are the must cases of red flags once more, with a letter mistyped.
    """

    findings: tuple[Finding, ...]
    knowledge: KnowledgeBase | None = None
    examination: Examination = field(default_factory=lambda: Examination(()))
    mistyped: Examination = field(default_factory=lambda: Examination(()))
    grades: Mapping[str, float] | None = None

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity."""
        return tuple(finding for finding in self.findings if finding.severity is severity)

    def flags(self) -> tuple[FlagScore, ...]:
        """The score of each red flag and, last, of all together; nothing where no case is about one."""
        if self.knowledge is None or not self.examination.of(Part.MUST, Part.MUST_NOT):
            return ()
        return (*map(self.examination.flag, self.knowledge.red_flags), self.examination.all_flags())

    def flags_mistyped(self) -> tuple[FlagScore, ...]:
        """The same, of the cases with a letter mistyped."""
        scores = self.flags()
        if not scores:
            return ()
        return (*(self.mistyped.flag(score.id) for score in scores[:-1]), self.mistyped.all_flags())

    def accuracy(self) -> Mapping[Part, Score]:
        """The scores of the other parts of the test set that have cases."""
        scores = {part: self.examination.score(part) for part in SINGLE_PARTS}
        return {part: score for part, score in scores.items() if score.total}

    def to_dict(self) -> dict[str, object]:
        """As plain data, for JSON."""
        return {
            "errors": len(self.of(Severity.ERROR)),
            "warnings": len(self.of(Severity.WARNING)),
            "findings": [asdict(finding) for finding in self.findings],
            "red_flags": [
                _flag_dict(score) | {"sensitivity_mistyped": mistyped.sensitivity}
                for score, mistyped in zip(self.flags(), self.flags_mistyped(), strict=True)
            ],
            "accuracy": {part.value: _score_dict(score) for part, score in self.accuracy().items()},
            "known_misses": len(self.examination.known_misses()),
            "reading_grade": _grades_dict(self.grades) if self.grades else None,
        }


def survey(folder: Path, now: datetime, watch: Watch = unwatched) -> Survey:
    """Look over the pack in a folder and its cases; every fault is a finding, none is raised."""
    try:
        pack = load_pack(folder)
    except FaultyPackError as refusal:
        return Survey(refusal.findings)
    conversation = Conversation(pack.knowledge)
    cases, wrong_in_cases = read_cases(folder, pack.knowledge)
    faults = list(wrong_in_cases)
    asked: Sequence[Trial] = trials(cases.cases)
    examination = examine(conversation, watch("cases", asked), now)
    mistyped = tuple(twins(trial for trial in asked if trial.part is Part.MUST))
    said = tuple(sayings(pack.knowledge, now.date()))
    graded = _grades(folder, pack, said, faults)
    faults += check(pack, now.date())
    faults += pack.places.findings(too_long(said))
    faults += pack.places.findings(never_found(pack.knowledge))
    faults += _of_examples(conversation, pack, now, watch)
    faults += _of_examination(examination, pack, cases)
    return Survey(
        in_order(faults), pack.knowledge, examination, examine(conversation, watch("typos", mistyped), now), graded
    )


def _of_examples(conversation: Conversation, pack: LoadedPack, now: datetime, watch: Watch) -> Iterator[Finding]:
    heard = tuple(hear(conversation, watch("examples", tuple(examples(pack.knowledge))), now))
    yield from pack.places.findings((*repeated(heard), *wrongly_placed(heard)))


def _of_examination(examination: Examination, pack: LoadedPack, cases: LoadedCases) -> Iterator[Finding]:
    if not examination.results:
        return
    yield from pack.places.findings(below(examination, pack.knowledge))
    yield from below_over_all(examination)
    yield from cases.places.findings((*missed(examination), *no_longer_wrong(examination)))


def _grades(
    folder: Path, pack: LoadedPack, said: Sequence[Saying], faults: list[Finding]
) -> Mapping[str, float] | None:
    """How hard the replies are to read; None where that cannot be measured. What is too hard is added to `faults`."""
    if pack.knowledge.pack.language != LANGUAGE:
        return None
    try:
        reasons, syllables = _reasons(folder, faults), english_syllables()
    except NoDictionaryError as refusal:
        message, fix = "the reading grade is not measured", str(refusal)
        faults.append(Finding(Severity.WARNING, "grade_unmeasured", REASONS, None, None, message, fix))
        return None
    graded = grades(said, syllables)
    faults += pack.places.findings(too_hard(said, graded, reasons))
    faults += reasons.places.findings(needless(graded, reasons))
    faults += hard_on_the_whole(graded)
    return graded


def _reasons(folder: Path, faults: list[Finding]) -> Reasons:
    try:
        return load_reasons(folder)
    except FaultyPackError as refusal:
        faults += refusal.findings
        return Reasons({}, Places())


def _flag_dict(score: FlagScore) -> dict[str, object]:
    return {
        "id": score.id,
        "must": score.must.total,
        "urgent": score.must.counts[Verdict.RIGHT],
        "asked": score.must.counts[Verdict.ASKED],
        "missed": score.must.counts[Verdict.WRONG],
        "sensitivity": score.sensitivity,
        "must_not": score.must_not.total,
        "false_alarm_rate": score.false_alarm_rate,
    }


def _score_dict(score: Score) -> dict[str, object]:
    return {"cases": score.total, **{verdict.value: score.counts[verdict] for verdict in Verdict}}


def _grades_dict(graded: Mapping[str, float]) -> dict[str, object]:
    return {"median": median(graded.values()), "hardest": max(graded.values()), "replies": dict(graded)}
