"""What is kept of a chat, as JSON that a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

_TECHNICAL = frozenset({"id", "chat", "sender"})


def as_json(
    chat: int,
    kept: Mapping[Any, Any] | None,
    tips: Iterable[Mapping[Any, Any]],
    questions: Iterable[tuple[str, date]],
) -> dict[str, Any]:
    """All that there is about a chat, by column. What only serves the database is left out."""
    return {
        "chat": chat,
        "kept": {} if kept is None else _plain(kept),
        "tips": [_plain(tip) for tip in tips],
        "questions": [{"text": text, "last_asked": asked.isoformat()} for text, asked in questions],
    }


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items() if name not in _TECHNICAL}


def _value(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
