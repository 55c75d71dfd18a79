"""What people think of an answer: their votes, and what they say was missing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

import structlog
from telegram import CallbackQuery, Message, User

from bot.chat.feedback import Verdict, Vote, Votes, marked, topic_link
from bot.chat.sender import Sender
from bot.core.knowledge import KnowledgeBase
from bot.core.languages import Conversations
from bot.errors import StorageError

_log = structlog.get_logger(__name__)

Count: TypeAlias = Callable[[str, str, int], Awaitable[None]]
"""Adds to a tally: what happened, about which topic, and how often."""

Collect: TypeAlias = Callable[[int, str, tuple[str, ...]], Awaitable[None]]
"""Keeps what somebody of this chat wrote, and the topics it is about, for the editors."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """Where it goes; without `collect` nobody is asked what was missing."""

    count: Count
    collect: Collect | None = None


class Voting:
    """Counts votes and, where that is wished for, collects what was missing."""

    def __init__(
        self,
        conversations: Conversations,
        sender: Sender,
        username: Callable[[], str],
        feedback: Feedback,
    ) -> None:
        self._conversations = conversations
        self._sender = sender
        self._username = username
        self._count = feedback.count
        self._collect = feedback.collect
        self._votes = Votes()

    async def take(self, query: CallbackQuery, vote: Vote) -> None:
        """Count a vote and say thanks in the place of the button. A second vote on an answer replaces the first."""
        knowledge, message = self._knowledge(query.from_user), query.message
        wording = knowledge.wording
        await self._sender.acknowledge(query.id, wording.vote_counted)
        if not isinstance(message, Message) or message.reply_markup is None:
            return  # too old to be told what was pressed before
        if await self._count_vote(message.chat_id, message.message_id, vote):
            markup = marked(message.reply_markup, vote, wording)
            await self._sender.change_buttons(message.chat_id, message.message_id, markup)
            await self._ask_if_bad(message.chat_id, knowledge, vote)

    async def take_typed(self, message: Message, answer: int, vote: Vote) -> None:
        """Count a vote that was given in words, on the answer with this id, and say thanks."""
        knowledge = self._knowledge(message.from_user)
        await self._sender.tell(message.chat_id, knowledge.wording.vote_counted)
        if await self._count_vote(message.chat_id, answer, vote):
            await self._ask_if_bad(message.chat_id, knowledge, vote)

    async def _count_vote(self, chat_id: int, answer: int, vote: Vote) -> bool:
        """Count it where it is not the same once more."""
        added = self._votes.take(chat_id, answer, vote)
        try:
            for what, by in added.items():
                await self._count(what, vote.topic, by)
        except StorageError as error:
            # Nobody who was kind enough to vote is told of trouble that is not theirs.
            _log.error("vote_not_counted", error=type(error.__cause__ or error).__name__)
        return bool(added)

    async def _ask_if_bad(self, chat_id: int, knowledge: KnowledgeBase, vote: Vote) -> None:
        if vote.verdict is Verdict.BAD and self._collect:
            await self._ask(chat_id, knowledge, vote.topic)

    def missing_in(self, message: Message) -> str | None:
        """The topic in which something was missing, where a message is a reply to our question what it was."""
        question = message.reply_to_message
        if self._collect is None or question is None or question.from_user is None or not question.from_user.is_bot:
            return None
        links = {entity.url for entity in question.entities}
        topics = self._knowledge(message.from_user).topics
        return next((topic for topic in topics if topic_link(topic, self._username()) in links), None)

    async def collect(self, message: Message, topic: str) -> None:
        """Keep what was missing, and say thanks."""
        if self._collect and message.text:
            await self._collect(message.chat_id, message.text, (topic,))
            await self._sender.tell(message.chat_id, self._knowledge(message.from_user).wording.missing_thanks)

    async def _ask(self, chat_id: int, knowledge: KnowledgeBase, topic: str) -> None:
        """Ask what was missing. The link to the topic tells later what a reply to this is about."""
        link = f'<a href="{topic_link(topic, self._username())}">{escape(knowledge.topics[topic].title)}</a>'
        before, _, after = knowledge.wording.missing.partition("{title}")
        await self._sender.ask(chat_id, f"{escape(before)}{link}{escape(after)}", knowledge.wording.missing_hint)

    def _knowledge(self, person: User | None) -> KnowledgeBase:
        return self._conversations(person.language_code if person else None).knowledge
