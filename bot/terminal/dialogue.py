"""A conversation in a terminal: lines in, replies out. A choice is picked by typing its number or its words."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import TextIO

from rich.console import Console
from rich.text import Text

from bot.core.conversation import Conversation, Request, State
from bot.core.kept import as_json
from bot.core.replies import Reply
from bot.terminal.rendering import show

_FAREWELLS = frozenset({"quit", "exit"})
_HINT = "Type a question, or the number or words of a choice. Type quit to leave."


def converse(
    conversation: Callable[[], Conversation], stdin: TextIO, console: Console, now: Callable[[], datetime]
) -> None:
    """Greet and prompt a person at a terminal; from a pipe or a file, read lines, print answers, end with the lines."""
    dialogue = Dialogue(conversation, console, now)
    if stdin.isatty():
        dialogue.greet()
        dialogue.follow(_typed(console))
    else:
        dialogue.follow(stdin)


class Dialogue:
    """One person's conversation. `conversation` is asked for at every turn: its pack can be swapped meanwhile."""

    def __init__(self, conversation: Callable[[], Conversation], console: Console, now: Callable[[], datetime]) -> None:
        self._conversation = conversation
        self._console = console
        self._now = now
        self._state = State()

    def greet(self) -> None:
        """Say what is said to somebody who has just arrived, and how to go on from there."""
        greeting = self._conversation().start()
        self._state = State(offered=greeting.choices, said_at=self._now())
        self._show(greeting)
        self._console.print(Text(_HINT, "dim"))

    def follow(self, lines: Iterable[str]) -> None:
        """Answer line by line, until they end or one says to leave. Blank lines say nothing."""
        for line in map(str.strip, lines):
            if line.casefold() in _FAREWELLS:
                return
            if line:
                turn = self._conversation().hear(line, self._state, self._now())
                self._state = turn.state
                self._show(turn.reply)
                if turn.request is Request.SEND_DATA:
                    self._console.print_json(data=as_json(turn.state.kept))

    def _show(self, reply: Reply) -> None:
        show(self._console, reply)
        self._console.print()


def _typed(console: Console) -> Iterator[str]:
    """What a person types, until the end of input or an interrupt."""
    with suppress(ImportError):
        # Where it exists, its import is what gives `input` line editing and a history; Windows has its own.
        importlib.import_module("readline")
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            yield input("> ")
    # What comes next in the terminal begins on a line of its own.
    console.print()
