"""The composition root: builds the parts from the settings and passes them in.

Whoever talks to people is given a function that returns the conversation, and calls it at every turn: a changed pack
comes into use by what that function returns.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from bot.config import Settings
from bot.content.compiled import open_pack
from bot.core.conversation import Conversation

if TYPE_CHECKING:
    from bot.content.service import PackInService

_SECONDS_BETWEEN_LOOKS = 5.0


def now() -> datetime:
    """The time, for whoever passes it on to the core."""
    return datetime.now(UTC)


def open_conversation(settings: Settings) -> Conversation:
    """The pack that the settings name, ready to be talked to. Raises KnowledgeError where it has faults."""
    return open_pack(settings.knowledge_path, settings.cache_path)


def run_in_terminal(settings: Settings) -> None:
    """Talk to whoever is at standard input, until they leave or it ends."""
    # Imported here, like Telegram below: an answer to `ask` waits for neither.
    from rich.console import Console

    from bot.terminal.dialogue import converse

    conversation = open_conversation(settings)
    converse(lambda: conversation, sys.stdin, Console(highlight=False), now)


def run_in_telegram(settings: Settings, token: str) -> None:
    """Talk to everybody who writes to the bot, until told to stop.

    Raises KnowledgeError where the pack is not fit for service and ChatError where Telegram is out of reach.
    """
    from bot.chat.application import make_application, run
    from bot.content.service import PackInService

    pack = PackInService(settings.knowledge_path, now, lambda folder: open_pack(folder, settings.cache_path))
    application = make_application(pack.current, token, settings.telegram_api_url)
    run(application, lambda: _keep_up_to_date(pack))


async def _keep_up_to_date(pack: PackInService) -> NoReturn:
    """Take a changed pack into service within seconds, and at once on SIGHUP where there is such a signal."""
    import asyncio
    import contextlib
    import signal

    demanded = asyncio.Event()
    if hasattr(signal, "SIGHUP"):
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, demanded.set)
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(demanded.wait(), _SECONDS_BETWEEN_LOOKS)
        even_unchanged = demanded.is_set()
        demanded.clear()
        # In a thread: compiling a pack takes long enough for people to notice.
        await asyncio.to_thread(pack.refresh, even_unchanged=even_unchanged)
