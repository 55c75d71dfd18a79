"""What is counted of turns, and what is kept for the editors of those that had no answer.

Counting knows nothing of people. It is done when the answer is on its way, some seconds' turns together, and a store
that fails costs only the count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

import structlog
from telegram import Update

from bot.chat.aliases import ChatContext
from bot.chat.voting import Feedback
from bot.core.conversation import Turn
from bot.core.matching import LabelKind
from bot.core.ports import Store
from bot.core.replies import ReplyKind
from bot.core.scrubbing import scrubbed
from bot.core.statistics import PERSON
from bot.errors import StorageError

_NEAREST = 3
_BETWEEN_WRITINGS = timedelta(seconds=5)

_log = structlog.get_logger(__name__)


class Bookkeeping:
    """Notes turns as they are answered, and writes them down after. `collects` questions without an answer too."""

    def __init__(self, store: Store, now: Callable[[], datetime], *, collects: bool = False) -> None:
        self.collects = collects
        self._store = store
        self._now = now
        self._noted: list[tuple[int, str, Turn]] = []
        self._counted: Counter[tuple[date, str, str]] = Counter()
        self._written_at = now()
        self._day: date | None = None
        self._seen: set[int] = set()
        self._has_failed = False

    @property
    def feedback(self) -> Feedback:
        """Where votes go, and what people say was missing."""
        return Feedback(self._count, self._collect if self.collects else None)

    def note(self, chat_id: int, text: str, turn: Turn) -> None:
        """Remember a turn until it has been answered; `text` is what was written, if it was."""
        self._noted.append((chat_id, text, turn))

    def forget(self, chat_id: int) -> None:
        """Not even know that this person was here today."""
        self._seen.discard(chat_id)

    async def after_turn(self, _: Update, __: ChatContext) -> None:
        """Count what was noted, keep what is for the editors, and write down the counts every few seconds."""
        noted, self._noted = self._noted, []
        for chat_id, text, turn in noted:
            self._count_turn(chat_id, turn)
            if self.collects and text and (nearest := _nearest(turn)) is not None:
                await self._attempt(self._collect(chat_id, text, nearest))
        if self._now() - self._written_at >= _BETWEEN_WRITINGS:
            await self.write_down()

    async def write_down(self) -> None:
        """Write down all that was counted."""
        counted, self._counted = self._counted, Counter()
        self._written_at = self._now()
        for (day, what, subject), number in counted.items():
            await self._attempt(self._store.count(day, what, subject, number))

    def _count_turn(self, chat_id: int, turn: Turn) -> None:
        reply, today = turn.reply, self._now().date()
        self._counted[today, reply.kind, reply.topics[0] if reply.topics else ""] += 1
        self._counted[today, PERSON, ""] += self._is_new_today(chat_id, today)

    def _is_new_today(self, chat_id: int, today: date) -> bool:
        """Whether a person is met for the first time on this day; who it was is not known any more tomorrow."""
        if today != self._day:
            self._day, self._seen = today, set()
        is_new = chat_id not in self._seen
        self._seen.add(chat_id)
        return is_new

    async def _count(self, what: str, subject: str, by: int) -> None:
        self._counted[self._now().date(), what, subject] += by

    async def _collect(self, chat_id: int, text: str, nearest: tuple[str, ...]) -> None:
        await self._store.collect(chat_id, scrubbed(text), nearest, self._now().date())

    async def _attempt(self, writing: Awaitable[None]) -> None:
        try:
            await writing
        except StorageError:
            if not self._has_failed:
                _log.warning("turns_not_counted")
            self._has_failed = True
        else:
            self._has_failed = False


def _nearest(turn: Turn) -> tuple[str, ...] | None:
    """The topics nearest to a question that had no answer; None where a turn was no such question."""
    explanation = turn.explanation
    if turn.reply.kind not in (ReplyKind.FALLBACK, ReplyKind.OUT_OF_SCOPE):
        return None
    if explanation.findings is not None and (explanation.findings.near or explanation.findings.present):
        return None  # what somebody says of a danger they are in is no question for a list
    labels = [candidate.label for candidate in explanation.candidates]
    topics = tuple(label.id for label in labels if label.kind is LabelKind.TOPIC)[:_NEAREST]
    is_ours = turn.reply.kind is ReplyKind.FALLBACK or (bool(labels) and labels[0].kind is LabelKind.TOPIC)
    return topics if is_ours else None
