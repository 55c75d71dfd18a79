"""The canary kept going: what is wrong with it turns health red, stands in the log and is told to the admins."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NoReturn

import structlog

from bot.core.canary import silent
from bot.core.languages import Conversations
from bot.server.vitals import Vitals

SECONDS_BETWEEN_SONGS = 240.0

_log = structlog.get_logger(__name__)


class CanaryWatch:
    """Says the canaries of all packs in service to them, again and again. `tell_admins` sends them a sentence."""

    def __init__(
        self,
        conversations: Conversations,
        vitals: Vitals,
        tell_admins: Callable[[str], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._conversations = conversations
        self._vitals = vitals
        self._tell_admins = tell_admins
        self._now = now
        self._silent: tuple[str, ...] = ()

    async def run(self, seconds: float = SECONDS_BETWEEN_SONGS) -> NoReturn:
        """Listen now, and every so many seconds."""
        while True:
            await self.listen()
            await asyncio.sleep(seconds)

    async def listen(self) -> None:
        """Listen once. The admins are told when something new is wrong, and not again while it stays so."""
        spoken = [self._conversations(language) for language in self._conversations.languages]
        unheard = tuple(canary.flag for each in spoken for canary in silent(each, self._now()))
        self._vitals.listened(unheard)
        known, self._silent = self._silent, unheard
        if unheard:
            _log.error("canary_silent", red_flags=unheard)
        if set(unheard) - set(known):
            await self._tell_admins(self._conversations().knowledge.wording.canary_silent)
