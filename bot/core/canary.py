"""The canary: a sentence for each red flag that has to be urgent, said to the bot in service now and then.

A bot that has stopped seeing danger would go on answering as kindly as before. This is how it is found out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.conversation import Conversation, State
from bot.core.knowledge import KnowledgeBase
from bot.core.replies import ReplyKind


@dataclass(frozen=True, slots=True)
class Canary:
    """What is said, and the id of the red flag it has to raise."""

    flag: str
    text: str


def canaries(knowledge: KnowledgeBase) -> tuple[Canary, ...]:
    """One for each red flag of a pack that names one."""
    return tuple(Canary(flag.id, flag.canary) for flag in knowledge.red_flags.values() if flag.canary)


def silent(conversation: Conversation, now: datetime) -> tuple[Canary, ...]:
    """The canaries that do not get the urgent reply they have to get, each heard as a chat of its own."""
    return tuple(each for each in canaries(conversation.knowledge) if not _sings(each, conversation, now))


def _sings(canary: Canary, conversation: Conversation, now: datetime) -> bool:
    reply = conversation.hear(canary.text, State(), now).reply
    return reply.kind is ReplyKind.URGENT and canary.flag in reply.topics
