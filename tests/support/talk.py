"""A chat with a conversation, for tests that read as transcripts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

from bot.content.loader import load_knowledge
from bot.core.conversation import Conversation, State
from bot.core.lexicon import Lexicon
from bot.core.replies import Reply, Role
from bot.core.vocabulary import all_texts
from tests.support.packs import BREAD, GERMAN_BREAD

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@cache
def bread() -> Conversation:
    """The bread pack, ready to be talked to."""
    return Conversation(load_knowledge(BREAD))


@cache
def german_bread() -> Conversation:
    """The same pack in German."""
    return Conversation(load_knowledge(GERMAN_BREAD))


@cache
def bread_lexicon() -> Lexicon:
    """The language of the bread pack."""
    knowledge = bread().knowledge
    return Lexicon(knowledge.vocabulary, all_texts(knowledge), knowledge.ordinary_words)


class Talk:
    """One chat, whose clock only moves when it is told to."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.state = State()
        self.now = NOON

    def says(self, text: str) -> Reply:
        """What the bot replies to a message."""
        turn = self.conversation.hear(text, self.state, self.now)
        self.state = turn.state
        return turn.reply

    def picks(self, label: str) -> Reply:
        """What the bot replies when the choice with this label is picked."""
        choice = next(each for each in self.state.offered if each.label == label)
        turn = self.conversation.choose(choice.id, self.state, self.now)
        self.state = turn.state
        return turn.reply

    def waits(self, **time: float) -> None:
        """Let time pass, given as for timedelta."""
        self.now += timedelta(**time)


def labels(reply: Reply) -> list[str]:
    """The words of a reply's choices."""
    return [choice.label for choice in reply.choices]


def said(reply: Reply, role: Role) -> list[str]:
    """The texts of a reply's paragraphs in one role."""
    return [paragraph.text for paragraph in reply.paragraphs if paragraph.role is role]
