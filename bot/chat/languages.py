"""Which language somebody would like to be answered in."""

from __future__ import annotations

from dataclasses import replace

from telegram import Update

from bot.core.conversation import State
from bot.core.kept import Kept


def language_of(update: Update) -> str | None:
    """The language the person has set their Telegram to, as far as Telegram tells."""
    return update.effective_user.language_code if update.effective_user is not None else None


def kept_in(state: State, language: str) -> State:
    """The state with the language in which whatever is kept of the chat was said, so that its tips come in it too."""
    if replace(state.kept, language=None) == Kept():
        return state
    return replace(state, kept=replace(state.kept, language=language))
