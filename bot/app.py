"""The composition root: builds the parts from the settings and passes them in.

Whoever talks to people is given a function that returns the conversation, and calls it at every turn: a changed pack
comes into use by what that function returns.
"""

from __future__ import annotations

import gc
import sys
from datetime import UTC, datetime

from bot.config import Settings
from bot.content.loader import load_knowledge
from bot.core.conversation import Conversation


def now() -> datetime:
    """The time, for whoever passes it on to the core."""
    return datetime.now(UTC)


def open_conversation(settings: Settings) -> Conversation:
    """The pack that the settings name, ready to be talked to. Raises KnowledgeError where it has faults."""
    # What is built here stays: to look through it for garbage again and again would take a fifth of the start.
    gc.disable()
    try:
        return Conversation(load_knowledge(settings.knowledge_path))
    finally:
        gc.enable()


def run_in_terminal(settings: Settings) -> None:
    """Talk to whoever is at standard input, until they leave or it ends."""
    # Imported here, like Telegram below: an answer to `ask` waits for neither.
    from rich.console import Console

    from bot.terminal.dialogue import converse

    conversation = open_conversation(settings)
    converse(lambda: conversation, sys.stdin, Console(highlight=False), now)


def run_in_telegram(settings: Settings, token: str) -> None:
    """Talk to everybody who writes to the bot, until told to stop. Raises ChatError where Telegram is out of reach."""
    from bot.chat.application import make_application, run

    conversation = open_conversation(settings)
    run(make_application(lambda: conversation, token, settings.telegram_api_url))
