"""Which language somebody would like to be answered in."""

from __future__ import annotations

from telegram import Update


def language_of(update: Update) -> str | None:
    """The language the person has set their Telegram to, as far as Telegram tells."""
    return update.effective_user.language_code if update.effective_user is not None else None
