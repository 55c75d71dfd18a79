"""What is kept of a person, sent to them or erased at their word."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import structlog

from bot.chat.memory import ChatStates
from bot.chat.sender import Sender
from bot.core.conversation import Conversation, Request, State, Turn
from bot.core.kept import as_json
from bot.core.ports import Store
from bot.core.replies import Paragraph, Reply, ReplyKind, Role
from bot.errors import StorageError

FILE_NAME = "my-data.json"

_log = structlog.get_logger(__name__)


class Privacy:
    """Carries out what turns ask for. `forget` makes whatever else remembers a chat forget it."""

    def __init__(
        self, sender: Sender, states: ChatStates, forget: Callable[[int], None], store: Store | None = None
    ) -> None:
        self._sender = sender
        self._states = states
        self._forget = forget
        self._store = store

    async def carried_out(self, chat_id: int, conversation: Conversation, before: State, turn: Turn) -> Turn:
        """The turn once what it asks for is done; one that says so where it could not be."""
        match turn.request:
            case Request.SEND_DATA:
                return await self._sent(chat_id, conversation, turn)
            case Request.ERASE:
                return await self._erased(chat_id, conversation, before, turn)
            case None:
                return turn

    async def _sent(self, chat_id: int, conversation: Conversation, turn: Turn) -> Turn:
        state = turn.state
        try:
            kept = await self._store.export(chat_id) if self._store else {"chat": chat_id, "kept": as_json(state.kept)}
        except StorageError:
            return _failed(turn, state, conversation.knowledge.wording.not_read)
        remembered = {"conditions": sorted(state.person.conditions), "country": state.person.country}
        content = json.dumps({**kept, "remembered_for_half_an_hour": remembered}, indent=2, ensure_ascii=False).encode()
        await self._sender.hand(chat_id, content, FILE_NAME, "")
        return turn

    async def _erased(self, chat_id: int, conversation: Conversation, before: State, turn: Turn) -> Turn:
        try:
            if self._store:
                await self._store.forget(chat_id)
        except StorageError:
            return _failed(turn, before, conversation.knowledge.wording.not_erased)
        self._states.erase(chat_id)
        self._forget(chat_id)
        _log.info("chat_erased")
        return turn


def _failed(turn: Turn, state: State, said: str) -> Turn:
    reply = Reply(ReplyKind.ACT, (Paragraph(Role.LEAD, said),), turn.reply.topics)
    return replace(turn, reply=reply, state=state, request=None)
