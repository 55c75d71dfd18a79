"""The last thing said in each chat and what came of it, so that both can still be mended. In memory only."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.conversation import State, Turn
from bot.core.replies import Reply, ReplyKind

BURST = timedelta(seconds=10)
"""How soon one message follows another where somebody writes a question in pieces."""

NO_QUESTION = 0
"""In the place of a message's id, where a button was pressed and nothing written."""

_MOST_WORDS = 8
_REMEMBERED = 10_000

_NOT_UNDERSTOOD = frozenset({ReplyKind.FALLBACK, ReplyKind.OUT_OF_SCOPE, ReplyKind.DISAMBIGUATION})
_GRAVE = frozenset({ReplyKind.URGENT, ReplyKind.CONFIRM_RED_FLAG})


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message, the reply to it, and the state of the chat before it. `answer` is the id of the bot's message."""

    question: int
    answer: int
    text: str
    said_at: datetime
    before: State
    reply: Reply

    def is_followed_at_once(self, text: str, said_at: datetime) -> bool:
        """Whether a further message may be a piece of the same question."""
        is_short = len(self.text.split()) <= _MOST_WORDS and len(text.split()) <= _MOST_WORDS
        is_soon = self.question != NO_QUESTION and said_at - self.said_at <= BURST
        return is_short and is_soon and self.reply.kind not in _GRAVE

    def mended(self, alone: Turn, joined: Turn) -> Turn | None:
        """What to answer in the place of this, now that a further piece has come; None where both stand for themselves.

        `alone` is what came of the further piece by itself, `joined` what comes of the two as one message.
        """
        is_broken = self.reply.kind in _NOT_UNDERSTOOD or alone.reply.kind in _NOT_UNDERSTOOD
        is_repeated = _says_the_same(self.reply, alone.reply)
        if alone.reply.kind in _GRAVE or joined.reply.kind in _NOT_UNDERSTOOD or not (is_broken or is_repeated):
            return None
        return joined if is_repeated or not _says_the_same(self.reply, joined.reply) else None


def _says_the_same(one: Reply, other: Reply) -> bool:
    return bool(one.topics) and (one.kind, one.topics, one.aspect) == (other.kind, other.topics, other.aspect)


class Exchanges:
    """The last exchange of each chat; of very many chats, those that were silent longest are forgotten."""

    def __init__(self) -> None:
        self._last: OrderedDict[int, Exchange] = OrderedDict()

    def last(self, chat_id: int) -> Exchange | None:
        """The last exchange of this chat."""
        return self._last.get(chat_id)

    def remember(self, chat_id: int, exchange: Exchange) -> None:
        """Put this in the place of the chat's last exchange."""
        self._last[chat_id] = exchange
        self._last.move_to_end(chat_id)
        if len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)

    def show(self, chat_id: int, before: int, answer: int, reply: Reply, now: datetime) -> None:
        """A button was pressed: where the message `before` stood, the message `answer` now shows this reply."""
        last = self._last.get(chat_id)
        if last is not None and last.answer == before:
            self.remember(chat_id, replace(last, answer=answer, reply=reply))
        else:
            self.remember(chat_id, Exchange(NO_QUESTION, answer, "", now, State(), reply))

    def forget(self, chat_id: int) -> None:
        """Nothing that was said in this chat can be mended any more."""
        self._last.pop(chat_id, None)
