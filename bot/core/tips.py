"""Which tip is given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core.knowledge import Tip


def tip_now(tips: Sequence[Tip], topic: str | None, now: datetime) -> Tip:
    """A tip for this minute: on the topic spoken of where there is one, another one each minute.

    Raises ValueError where `tips` is empty.
    """
    if not tips:
        raise ValueError("the pack has no tips")
    fitting = [tip for tip in tips if tip.topic == topic and tip.season is None]
    pool = fitting or [tip for tip in tips if tip.season is None] or list(tips)
    return pool[int(now.timestamp() // 60) % len(pool)]
