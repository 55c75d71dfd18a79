"""How well the bot does, as a record that can be asked what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_SILENCE = timedelta(minutes=2)
"""How long no poll may succeed. One takes half a minute where nobody writes, and a fault may be waited out once."""


LONGEST_UNHEARD = timedelta(minutes=12)
"""How long no canary may have been listened to; that is done every few minutes."""


class Part(StrEnum):
    """What can be wrong, gravest first."""

    CANARY = "canary"
    TELEGRAM = "telegram"
    PACK = "pack"


@dataclass(frozen=True, slots=True)
class Health:
    """What is known of the bot at a moment.

    `silent` are the ids of red flags whose canary was not urgent the last time; `refused` the names of the packs
    whose last change was refused; `polled_at` is when updates were last fetched, and `listened_at` when the canaries
    were last listened to, both at first when the bot was started.
    """

    polled_at: datetime
    listened_at: datetime
    silent: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    def red(self, now: datetime) -> tuple[Part, ...]:
        """What is wrong, gravest first; nothing of a bot that is well."""
        wrong = {
            Part.CANARY: bool(self.silent) or now - self.listened_at > LONGEST_UNHEARD,
            Part.TELEGRAM: now - self.polled_at > LONGEST_SILENCE,
            Part.PACK: bool(self.refused),
        }
        return tuple(part for part in Part if wrong[part])
