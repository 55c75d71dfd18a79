"""What is remembered of each chat between its turns, in memory only, and how much of it a store knows."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime

from bot.core.conversation import State
from bot.core.kept import Kept

CAPACITY = 10_000
"""Chats remembered at once. A state outlives its usefulness in half an hour, so the oldest are safe to forget."""


class ChatStates:
    """The state of each chat; of more chats than `capacity`, those that were silent longest are forgotten."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._states: OrderedDict[int, State] = OrderedDict()
        self._stored: dict[int, Kept] = {}

    def __len__(self) -> int:
        return len(self._states)

    def of(self, chat_id: int) -> State:
        """The state of this chat; a new one where nothing is remembered."""
        return self._states.get(chat_id, State())

    def remember(self, chat_id: int, state: State) -> None:
        """Keep this state until the chat's next turn."""
        self._states[chat_id] = state
        self._states.move_to_end(chat_id)
        if len(self._states) > self._capacity:
            oldest, _ = self._states.popitem(last=False)
            self._stored.pop(oldest, None)

    def forget(self, chat_id: int) -> None:
        """Begin anew with this chat. What is kept of it stays."""
        if chat_id in self._states:
            self._states[chat_id] = State(kept=self._states[chat_id].kept)

    def erase(self, chat_id: int) -> None:
        """Know nothing of this chat any more."""
        self._states.pop(chat_id, None)
        self._stored.pop(chat_id, None)

    def stored(self, chat_id: int) -> Kept | None:
        """What the store is known to hold of this chat; None where it has not been asked."""
        return self._stored.get(chat_id)

    def is_to_be_read(self, chat_id: int, now: datetime) -> bool:
        """Whether the store has to be asked before a turn: it knows better, unless the talk goes on or waits there."""
        state, stored = self.of(chat_id), self._stored.get(chat_id)
        return stored is None or (state.kept == stored and state.fresh(now) is not state)

    def has_read(self, chat_id: int, kept: Kept) -> None:
        """This is what the store holds of the chat, and what the next turn goes by."""
        self.remember(chat_id, replace(self.of(chat_id), kept=kept))
        self._stored[chat_id] = kept

    def has_stored(self, chat_id: int, kept: Kept) -> None:
        """This is what the store holds from now on."""
        if chat_id in self._states:
            self._stored[chat_id] = kept
