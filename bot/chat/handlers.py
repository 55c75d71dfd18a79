"""Handlers translate: an update into an utterance or a choice, a reply into a message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from telegram import Update

from bot.chat.aliases import ChatContext
from bot.chat.callbacks import to_choice_id
from bot.chat.languages import language_of
from bot.chat.memory import ChatStates
from bot.chat.sender import Sender
from bot.core.conversation import Turn
from bot.core.knowledge import KnowledgeBase
from bot.core.languages import Conversations
from bot.core.replies import Reply
from bot.errors import UnknownChoiceError

HELP = "act:help"


class Handlers:
    """What is done with each kind of update. `conversations` are asked each time: a pack can be swapped."""

    def __init__(
        self,
        conversations: Conversations,
        sender: Sender,
        states: ChatStates,
        now: Callable[[], datetime],
    ) -> None:
        self._conversations = conversations
        self._sender = sender
        self._states = states
        self._now = now

    async def on_start(self, update: Update, _: ChatContext) -> None:
        """Greet somebody who has just arrived, or who wants to begin anew."""
        if update.effective_chat is not None:
            self._states.forget(update.effective_chat.id)
            await self._sender.send(update.effective_chat.id, self._conversations(language_of(update)).start())

    async def on_help(self, update: Update, _: ChatContext) -> None:
        """Say what can be asked."""
        if update.effective_chat is not None:
            await self._sender.send(update.effective_chat.id, self._choose(update, update.effective_chat.id, HELP))

    async def on_text(self, update: Update, _: ChatContext) -> None:
        """Answer what was written, be it the caption of a picture."""
        message = update.effective_message
        if message is not None:
            text = message.text or message.caption or ""
            turn = self._conversations(language_of(update)).hear(text, self._states.of(message.chat_id), self._now())
            await self._sender.send(message.chat_id, self._remember(message.chat_id, turn))

    async def on_choice(self, update: Update, _: ChatContext) -> None:
        """Put the answer to a pressed button in the place of the message that the button stands below."""
        query = update.callback_query
        if query is None:
            return
        chat_id = query.message.chat.id if query.message is not None else query.from_user.id
        try:
            reply = self._choose(update, chat_id, to_choice_id(query.data))
        except UnknownChoiceError:
            await self._sender.acknowledge(query.id, self._knowledge(update).wording.stale_choice)
        else:
            await self._sender.acknowledge(query.id)
            if query.message is None:
                await self._sender.send(chat_id, reply)
            else:
                await self._sender.edit(chat_id, query.message.message_id, reply)

    async def on_other(self, update: Update, _: ChatContext) -> None:
        """Say that only words are understood."""
        if update.effective_chat is not None:
            await self._sender.tell(update.effective_chat.id, self._knowledge(update).wording.not_text)

    def _knowledge(self, update: Update) -> KnowledgeBase:
        return self._conversations(language_of(update)).knowledge

    def _choose(self, update: Update, chat_id: int, choice_id: str) -> Reply:
        conversation = self._conversations(language_of(update))
        return self._remember(chat_id, conversation.choose(choice_id, self._states.of(chat_id), self._now()))

    def _remember(self, chat_id: int, turn: Turn) -> Reply:
        self._states.remember(chat_id, turn.state)
        return turn.reply
