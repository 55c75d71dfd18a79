"""Where those who notice something of the bot's health report it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from bot.core.health import Health


class Vitals:
    """The health of the bot, kept up to date by what is reported."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._health = Health(polled_at=now(), listened_at=now())

    @property
    def health(self) -> Health:
        """What is known now."""
        return self._health

    def polled(self) -> None:
        """Updates have just been fetched."""
        self._health = replace(self._health, polled_at=self._now())

    def listened(self, silent: Iterable[str]) -> None:
        """The canaries have just been listened to. These red flags, and no others, were not seen in theirs."""
        self._health = replace(self._health, silent=tuple(silent), listened_at=self._now())

    def packs_refused(self, names: Iterable[str]) -> None:
        """The last change of these packs, and of no others, was refused."""
        self._health = replace(self._health, refused=tuple(names))
