"""The library's generic types, filled in once for this bot."""

from __future__ import annotations

from typing import Any, TypeAlias

from telegram.ext import Application, ContextTypes, ExtBot

ChatBot: TypeAlias = ExtBot[None]
ChatContext: TypeAlias = ContextTypes.DEFAULT_TYPE
# The library's user, chat and bot data stay unused, hence Any; what is remembered of a chat stands in memory.py.
ChatApplication: TypeAlias = Application[ChatBot, ChatContext, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]
