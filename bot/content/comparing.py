"""Two packs side by side: what becomes of every case of either when one takes the place of the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.content.cases import Cases
from bot.content.examination import Examination, Part, Result, Trial, trials
from bot.core.knowledge import KnowledgeBase
from bot.core.replies import ReplyKind

_RED_FLAG_PARTS = frozenset({Part.MUST, Part.MUST_NOT})


class Mark(StrEnum):
    """What a change does to a case, the gravest first."""

    WEAKENED = "red flag weakened"
    WORSE = "worse"
    CHANGED = "changed"
    BETTER = "better"

    @property
    def is_worse(self) -> bool:
        """Whether the new pack does this case less well."""
        return self in {Mark.WEAKENED, Mark.WORSE}


@dataclass(frozen=True, slots=True)
class Change:
    """A case that comes to something else in the new pack."""

    mark: Mark
    before: Result
    after: Result


@dataclass(frozen=True, slots=True)
class Taken:
    """Messages that one topic answered before and another answers now."""

    loser: str
    winner: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes between two packs. `lost_flags` are red flags that the new one does not have."""

    lost_flags: tuple[str, ...]
    changes: tuple[Change, ...]
    asked: int

    @property
    def is_worse(self) -> bool:
        """Whether anything at all got worse."""
        return bool(self.lost_flags) or any(change.mark.is_worse for change in self.changes)

    def taken(self) -> tuple[Taken, ...]:
        """Which topics took one another's phrases, most first."""
        pairs: dict[tuple[str, str], list[Change]] = {}
        for change in self.changes:
            before, after = change.before.upshot, change.after.upshot
            both = before.kind is after.kind is ReplyKind.ANSWER
            if both and before.topics[:1] != after.topics[:1]:
                pairs.setdefault((before.heard_as, after.heard_as), []).append(change)
        ranked = sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))
        return tuple(Taken(*pair, tuple(changes)) for pair, changes in ranked)


def joined(old: Cases, new: Cases) -> tuple[Trial, ...]:
    """The trials of both test sets, each once.

    Where both have a case the new one says what is right, except for red flags: what had to raise one must go on
    raising it, so that no alarm is lost by relabelling its case.
    """
    found = {_key(trial): trial for trial in trials(old)}
    found.update((_key(trial), trial) for trial in trials(new))
    return tuple(found.values())


def compare(old: Examination, new: Examination, packs: tuple[KnowledgeBase, KnowledgeBase]) -> Comparison:
    """What changed between two examinations of the same trials, gravest first; `packs` are the old and the new."""
    before, after = packs
    lost = tuple(own_id for own_id in before.red_flags if own_id not in after.red_flags)
    changes = _changes(zip(old.results, new.results, strict=True))
    return Comparison(lost, tuple(sorted(changes, key=lambda change: list(Mark).index(change.mark))), len(new.results))


def _key(trial: Trial) -> tuple[object, ...]:
    if trial.part in _RED_FLAG_PARTS:
        return trial.part, trial.label, trial.turns
    return trial.part is Part.FOLLOW_UPS, trial.turns


def _changes(pairs: Iterable[tuple[Result, Result]]) -> list[Change]:
    return [Change(_mark(old, new), old, new) for old, new in pairs if old.upshot != new.upshot]


def _mark(old: Result, new: Result) -> Mark:
    if new.verdict.rank == old.verdict.rank:
        return Mark.CHANGED
    if new.verdict.rank < old.verdict.rank:
        return Mark.BETTER
    return Mark.WEAKENED if new.trial.part is Part.MUST else Mark.WORSE
