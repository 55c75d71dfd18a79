"""What Telegram means when it turns a request down. It tells its refusals apart by their wording alone."""

from __future__ import annotations

import warnings
from datetime import timedelta

from telegram.error import RetryAfter, TelegramError
from telegram.warnings import PTBDeprecationWarning

BAD_MARKUP = "can't parse entities"


def says(refusal: TelegramError, *wordings: str) -> bool:
    """Whether one of these wordings, in small letters, stands in what Telegram says."""
    return any(wording in refusal.message.lower() for wording in wordings)


def demanded(refusal: RetryAfter) -> float:
    """The seconds Telegram wants us to wait."""
    with warnings.catch_warnings():
        # The library warns that the attribute's type will change; both types are dealt with here.
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        seconds = refusal.retry_after
    return seconds.total_seconds() if isinstance(seconds, timedelta) else float(seconds)
