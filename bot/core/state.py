"""What is remembered of a chat from one turn to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.core.kept import EVERY_DAY, Kept
from bot.core.knowledge import Aspect
from bot.core.person import Person
from bot.core.replies import Choice

MEMORY = timedelta(minutes=30)
"""How long a chat is remembered after its last turn."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A yes / no question that waits for its answer, and the message it was asked about."""

    flag: str
    text: str


class Asked(StrEnum):
    """What the bot has asked about the daily tips."""

    TIME = "time"
    ZONE = "zone"
    DAYS = "days"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Subscribing:
    """A question about daily tips that waits for its answer, and the wish as far as it is known.

    `is_reminded`: it was said once, below a reply to something else, that the question waits.
    """

    asked: Asked
    at: time
    weekdays: frozenset[int] = EVERY_DAY
    is_reminded: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered of a chat between turns. `State()` is the state of a chat nobody has written in.

    `kept` outlives the rest: it is what a store holds. `folds` is set where whoever shows the replies can fold them, so
    that nothing has to be left out of an answer, and `collects` where questions without an answer go to the editors.
    `told` are the tips given in this conversation, and `after_tip` is set while a daily tip is the last thing that was
    said.
    """

    topic: str | None = None
    aspect: Aspect | None = None
    offered: tuple[Choice, ...] = ()
    signs: frozenset[str] = field(default=frozenset())
    pending: Pending | None = None
    has_asked: bool = False
    ruled_out: frozenset[str] = field(default=frozenset())
    person: Person = Person()
    kept: Kept = Kept()
    subscribing: Subscribing | None = None
    told: tuple[str, ...] = ()
    after_tip: bool = False
    folds: bool = False
    collects: bool = False
    said_at: datetime | None = None

    def fresh(self, now: datetime) -> State:
        """This state, or one with nothing but what is kept where it is too old to go on from."""
        if self.said_at is not None and now - self.said_at < MEMORY:
            return self
        person = Person(self.kept.conditions, self.kept.country)
        return State(person=person, kept=self.kept, folds=self.folds, collects=self.collects)
