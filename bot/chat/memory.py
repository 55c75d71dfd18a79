"""What is remembered of each chat between its turns, in memory only."""

from __future__ import annotations

from collections import OrderedDict

from bot.core.conversation import State

CAPACITY = 10_000
"""Chats remembered at once. A state outlives its usefulness in half an hour, so the oldest are safe to forget."""


class ChatStates:
    """The state of each chat; of more chats than `capacity`, those that were silent longest are forgotten."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._states: OrderedDict[int, State] = OrderedDict()

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
            self._states.popitem(last=False)

    def forget(self, chat_id: int) -> None:
        """Begin anew with this chat."""
        self._states.pop(chat_id, None)
