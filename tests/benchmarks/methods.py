"""What can be asked a question here: the bot, and whatever it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.conversation import Conversation, State
from bot.core.knowledge import Aspect, KnowledgeBase
from bot.core.matching import LabelKind
from bot.core.replies import ReplyKind


@dataclass(frozen=True, slots=True)
class Said:
    """What came of one turn.

    `topics` are what was spoken of, best first; `ranking` is what was thought likeliest, spoken of or not. `aspect` is
    what was answered of the topic, where a method tells.
    """

    kind: ReplyKind
    topics: tuple[str, ...]
    ranking: tuple[str, ...]
    confidence: float
    aspect: Aspect | None = None


class Method(Protocol):
    """Answers turn by turn. A method without a memory gives the state back as it came."""

    def hear(self, text: str, state: State) -> tuple[Said, State]:
        """What comes of one turn, and the state after it."""
        ...


class Bot:
    """The bot itself, as everybody meets it."""

    def __init__(self, knowledge: KnowledgeBase, now: datetime) -> None:
        self._conversation = Conversation(knowledge)
        self._now = now

    def hear(self, text: str, state: State) -> tuple[Said, State]:
        """One turn of a conversation."""
        turn = self._conversation.hear(text, state, self._now)
        reply = turn.reply
        thought = [each.label.id for each in turn.explanation.candidates if each.label.kind is not LabelKind.ELSEWHERE]
        ranking = tuple(dict.fromkeys((*reply.topics, *thought)))
        return Said(reply.kind, reply.topics, ranking, reply.confidence, reply.aspect), turn.state
