"""What the bot asks of the world around it: a store, and a way to send tips.

The core calls none of this; whoever carries a reply out does. Times are aware and in UTC, dates are local to the
subscription.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.core.kept import Kept
from bot.core.replies import Reply


@dataclass(frozen=True, slots=True)
class TipHistory:
    """Which tips a chat has had in this round through the pool: ids, oldest first. Rounds count from 0."""

    round: int = 0
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat whose tip is due at `due_at`. `seed` makes its order of tips its own; `thread` is a forum's topic."""

    chat: int
    kept: Kept
    due_at: datetime
    seed: int
    history: TipHistory = TipHistory()
    thread: int | None = None


class DeliveryStatus(StrEnum):
    """What became of a tip.

    `claimed`: somebody is to send it. `sending`: it may be on its way. The others are final: `sent`; `unknown`, when
    it may or may not have arrived, and is never sent again; `skipped`, on purpose; `failed`, refused for good.
    """

    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be done about a subscriber who is due: send `tip`, or skip the day for a `reason`.

    `next_due_at` is None where no further tip will come.
    """

    day: date
    tip: str | None
    history: TipHistory
    next_due_at: datetime | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One day's tip for one chat, on record. `retry_at` is set on a claimed one that was refused for the moment."""

    id: int
    chat: int
    day: date
    due_at: datetime
    tip: str | None
    status: DeliveryStatus
    reason: str | None = None
    attempts: int = 0
    retry_at: datetime | None = None
    thread: int | None = None
    kept: Kept = field(default=Kept())


@dataclass(frozen=True, slots=True)
class Question:
    """A question the pack had no answer to, scrubbed.

    `people` has a mark for each person who asked it, from which nobody can tell who they are.
    """

    text: str
    people: frozenset[str]
    nearest: tuple[str, ...]
    last_asked: date


DAYS_OF_DELIVERIES = 60
DAYS_OF_TALLIES = 400


class Store(Protocol):
    """Where things are kept. One contract for every database; the tests in tests/storage state it.

    Every method raises StorageError where the database fails; nothing is changed then. A method that changes things
    changes all of them or none, whatever dies meanwhile.
    """

    async def kept(self, chat: int) -> Kept:
        """What is kept of this chat, and when its last tip was due; `Kept()` where nothing is."""

    async def keep(self, chat: int, kept: Kept, now: datetime, thread: int | None = None) -> None:
        """Keep exactly this of the chat from now on.

        What is due next follows from the subscription, anew only where its time, zone, weekdays or pause changed. A
        tip that is claimed and no longer wished for is not sent. `thread`, where the tips are to go, is heeded where
        the subscription is new or its time, zone or weekdays changed.
        """

    async def forget(self, chat: int) -> None:
        """Erase everything about this chat, deliveries and collected questions too, so that no byte of it is left."""

    async def export(self, chat: int) -> Mapping[str, Any]:
        """Everything about this chat, as JSON can hold it."""

    async def move(self, old: int, new: int) -> None:
        """The chat has got another id: all that is kept goes along. What the new id already has stays as it is."""

    async def end_subscription(self, chat: int, reason: str) -> None:
        """The chat cannot be reached any more: no further tips. What else is kept stays."""

    async def claim_due(
        self, now: datetime, limit: int, decide: Callable[[Subscriber], Claim], sender: str
    ) -> Sequence[Delivery]:
        """Claim, in one transaction, at most `limit` subscribers who are due, those due longest first.

        Each gets a delivery on record, skipped ones too; returned are those to be sent by `sender`, together with its
        earlier ones whose time to be tried again has come. None is returned twice until it is settled as claimed, or
        taken over. A day that is on record already is left alone. `decide` has to lead on: its `next_due_at` is after
        `due_at`. Where it raises, nothing is claimed.
        """

    async def due(self, now: datetime, limit: int) -> Sequence[Subscriber]:
        """At most `limit` subscribers who are due, those due longest first; nothing is claimed."""

    async def begin(self, delivery: int, sender: str) -> bool:
        """Mark that it is about to be sent. False where it is no longer this sender's to send."""

    async def settle(
        self,
        delivery: int,
        status: DeliveryStatus,
        now: datetime,
        reason: str | None = None,
        retry_at: datetime | None = None,
    ) -> None:
        """Record what became of it. `claimed` with `retry_at` means: refused for the moment, to be tried again then.

        What is final already stays as it is.
        """

    async def take_over(self, sender: str, now: datetime) -> int:
        """Take what others had claimed and not begun. What they had begun is unknown; returns how many.

        What is taken is among what `claim_due` returns next. Each term of leadership is a sender of its own.
        """

    def leadership(self, sender: str) -> AbstractAsyncContextManager[Callable[[], bool]]:
        """Wait to be the only one that sends tips. Inside, the function given tells whether one still is.

        Once it says no it never says yes again. After the death of one, another's wait ends within 30 seconds.
        """

    async def deliveries(self, since: datetime) -> Mapping[date, Mapping[DeliveryStatus, int]]:
        """How many tips became what, by the day they were due (UTC)."""

    async def count(self, day: date, what: str, subject: str = "", by: int = 1) -> None:
        """Add to a tally that knows nothing of people: `what` happened, about `subject` (a topic's id, say)."""

    async def counts(self, since: date) -> Mapping[tuple[date, str, str], int]:
        """The tallies since that day, by day, what and subject."""

    async def subscribers(self) -> int:
        """How many chats get tips."""

    async def collect(self, chat: int, text: str, nearest: tuple[str, ...], today: date) -> None:
        """Keep a scrubbed text without saying whose; the same person's again counts once."""

    async def questions(self) -> Sequence[Question]:
        """All collected texts; it is for whoever shows them to hold back what one person alone has asked."""

    async def expire(self, today: date, questions_before: date) -> None:
        """Erase collected texts last written before that day, and deliveries and tallies too old to be of use.

        Of use they are for DAYS_OF_DELIVERIES and DAYS_OF_TALLIES. Of a chat of which nothing else is kept, the
        history of tips goes with its last delivery.
        """


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It did not arrive and may be tried again, after so many seconds."""

    retry_after: float
    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have arrived."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """Nobody is there any more: blocked, deactivated, deleted."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """It did not arrive: the chat has another id now."""

    to: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """It did not arrive and never will in this form."""

    reason: str


Result = Sent | Refused | Unknown | Gone | Moved | Rejected


class TipSender(Protocol):
    """A way to send a tip: one request, no second try, and an honest word on what became of it."""

    async def turn(self, chat: int) -> float:
        """Wait until a tip may go to this chat, and return 0.

        Where that takes long and other chats need not wait for it, return at once after how many seconds to ask again.
        """

    async def send_tip(self, chat: int, thread: int | None, reply: Reply) -> Result:
        """Send it once. Its turn has come."""
