"""The picture that goes with the figures."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from bot.chat.chart import Labels, chart
from bot.core.statistics import Day

LABELS = Labels("Answered", "Without an answer")
MONDAY = date(2026, 11, 23)


def colours(*days: tuple[int, int]) -> set[object]:
    """The colours of a chart of so many answered and unanswered, without those of its two labels."""
    picture = chart([Day(MONDAY + timedelta(days=place), *day) for place, day in enumerate(days)], LABELS)
    image = Image.open(BytesIO(picture))
    assert (image.format, image.size) == ("PNG", (800, 400))
    bars = image.crop((57, 49, 784, 359)).convert("RGB")
    return {colour for _, colour in bars.getcolors(100_000) or ()}


def test_days_without_anybody_have_no_bars() -> None:
    assert colours((0, 0), (0, 0)) == {(255, 255, 255), (221, 221, 221)}


def test_what_had_no_answer_is_told_from_what_had_one() -> None:
    assert colours((3, 0)) | {(217, 130, 43)} == colours((3, 1))


@pytest.mark.parametrize("highest", [1, 4, 5, 21, 999, 1_000_000])
def test_the_highest_bar_stays_within_the_picture(highest: int) -> None:
    assert colours((highest, 0))


def test_a_chart_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="a day at least"):
        chart([], LABELS)
