"""What travels in a button: a choice id on the way out, data from anybody's client on the way back."""

from __future__ import annotations

import re

from bot.errors import ChatError, UnknownChoiceError

MAX_BYTES = 64
"""Telegram refuses a button that carries more."""

_CHOICE_ID = re.compile(r"[a-z][a-z0-9_]*(:[a-z0-9_/+-]+)+")


def to_callback_data(choice_id: str) -> str:
    """The data of the button for this choice. Raises ChatError where Telegram could not carry it."""
    if not _is_choice_id(choice_id):
        raise ChatError(f"The choice {choice_id!r} cannot be a button: ids look like 'kind:name', at most 64 bytes.")
    return choice_id


def to_choice_id(data: str | None) -> str:
    """The choice a pressed button stands for. Raises UnknownChoiceError for data no button of ours has carried."""
    if data is None or not _is_choice_id(data):
        raise UnknownChoiceError("A button carried data that is not the id of a choice.")
    return data


def _is_choice_id(text: str) -> bool:
    """The pattern admits ASCII alone, so characters are bytes."""
    return len(text) <= MAX_BYTES and _CHOICE_ID.fullmatch(text) is not None
