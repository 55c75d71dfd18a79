"""Questions and answers as JSON lines, for programs. Lines in and mappings out; who calls does the reading."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.conversation import Conversation, State, Turn
from bot.errors import BadLineError


@dataclass(frozen=True, slots=True)
class Question:
    """One line of input. Turns of one `chat` share a state; without a chat a line is a conversation of its own."""

    text: str
    chat: str | None


def answers(
    conversation: Conversation, lines: Iterable[bytes], now: Callable[[], datetime], *, explain: bool
) -> Iterator[dict[str, Any]]:
    """An answer for each line that is not blank, in order; for one that is no question, `{"error": why}`."""
    states: dict[str, State] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = parse(line)
        except BadLineError as error:
            yield {"error": f"Line {number} {error}"}
            continue
        state = State() if question.chat is None else states.get(question.chat, State())
        turn = conversation.hear(question.text, state, now())
        if question.chat is not None:
            states[question.chat] = turn.state
        yield _answer(question, turn, explain=explain)


def parse(line: bytes) -> Question:
    """The question that stands in a line. Raises BadLineError, worded to follow the line's number."""
    try:
        document = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLineError('is not JSON: write one object a line, such as {"text": "..."}.') from error
    match document:
        case {"text": str(text), "chat": str() | None as chat}:
            return Question(text, chat)
        case {"text": str(), "chat": _}:
            raise BadLineError('has a "chat" that is not a string: put it in quotes, or leave it out.')
        case {"text": str(text)}:
            return Question(text, None)
        case _:
            raise BadLineError('has no "text" that is a string: write an object such as {"text": "..."}.')


def _answer(question: Question, turn: Turn, *, explain: bool) -> dict[str, Any]:
    reply = turn.reply
    answer: dict[str, Any] = {
        "text": question.text,
        "chat": question.chat,
        "kind": reply.kind,
        "topics": list(reply.topics),
        "aspect": reply.aspect,
        "confidence": reply.confidence,
        "reply": reply.text,
        "choices": [choice.label for choice in reply.choices],
    }
    return answer | {"explanation": turn.explanation.to_dict()} if explain else answer
