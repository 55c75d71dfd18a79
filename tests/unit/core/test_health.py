"""The record of health: what is wrong, and since when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.core.health import LONGEST_SILENCE, LONGEST_UNHEARD, Health, Part

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
A_MOMENT = timedelta(seconds=1)


def test_a_bot_that_has_just_been_heard_is_well() -> None:
    assert Health(polled_at=NOON, listened_at=NOON).red(NOON + LONGEST_SILENCE) == ()


def test_a_silent_canary_a_refused_pack_and_a_silent_telegram_are_each_named_gravest_first() -> None:
    health = Health(polled_at=NOON, listened_at=NOON, silent=("mouldy_bread",), refused=("en",))
    assert health.red(NOON + LONGEST_SILENCE + A_MOMENT) == (Part.CANARY, Part.TELEGRAM, Part.PACK)


def test_a_canary_that_nobody_listens_to_any_more_is_as_bad_as_a_silent_one() -> None:
    later = NOON + LONGEST_UNHEARD + A_MOMENT
    assert Health(polled_at=later, listened_at=NOON).red(later) == (Part.CANARY,)
