"""A small picture of the days gone by, for those who run the bot."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from bot.core.statistics import Day

_WIDTH, _HEIGHT = 800, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 48, 40
_GAP = 0.25
_LETTERS = 16

_PAPER = "#ffffff"
_INK = "#333333"
_LINE = "#dddddd"
_ANSWERED = "#2f6f9f"
_UNANSWERED = "#d9822b"
"""Told apart by lightness too, for those who do not see them as colours."""


class Labels(NamedTuple):
    """The words on a chart."""

    answered: str
    unanswered: str


def chart(days: Sequence[Day], labels: Labels) -> bytes:
    """A PNG with a bar for each day: questions answered, and above them those without an answer.

    Raises ValueError where there are no days.
    """
    if not days:
        raise ValueError("a chart needs a day at least")
    image = Image.new("RGB", (_WIDTH, _HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(_LETTERS)
    highest = _round_above(max(day.answered + day.unanswered for day in days))
    _draw_scale(draw, font, highest)
    _draw_bars(draw, days, highest)
    _draw_words(draw, font, days, labels)
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _round_above(number: int) -> int:
    """The least of 4, 8, 20, 40, 80, 200 ... that is no less: it can be quartered."""
    step = 1
    while True:
        for factor in (4, 8, 20):
            if number <= factor * step:
                return factor * step
        step *= 10


def _height(number: float, highest: int) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * number / highest


def _draw_scale(draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, highest: int) -> None:
    for quarter in range(5):
        number = highest * quarter // 4
        height = _height(number, highest)
        draw.line((_LEFT, height, _WIDTH - _RIGHT, height), fill=_LINE)
        draw.text((_LEFT - 8, height), str(number), fill=_INK, font=font, anchor="rm")


def _draw_bars(draw: ImageDraw.ImageDraw, days: Sequence[Day], highest: int) -> None:
    step = (_WIDTH - _LEFT - _RIGHT) / len(days)
    for place, day in enumerate(days):
        left = _LEFT + step * (place + _GAP / 2)
        right = left + step * (1 - _GAP)
        floor, middle = _height(0, highest), _height(day.answered, highest)
        if day.answered:
            draw.rectangle((left, middle, right, floor), fill=_ANSWERED)
        if day.unanswered:
            draw.rectangle((left, _height(day.answered + day.unanswered, highest), right, middle), fill=_UNANSWERED)


def _draw_words(
    draw: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    days: Sequence[Day],
    labels: Labels,
) -> None:
    below = _HEIGHT - _BOTTOM / 2
    draw.text((_LEFT, below), f"{days[0].day:%Y-%m-%d}", fill=_INK, font=font, anchor="lm")
    draw.text((_WIDTH - _RIGHT, below), f"{days[-1].day:%Y-%m-%d}", fill=_INK, font=font, anchor="rm")
    left = float(_LEFT)
    for colour, label in ((_ANSWERED, labels.answered), (_UNANSWERED, labels.unanswered)):
        draw.rectangle((left, _TOP / 2 - 6, left + 12, _TOP / 2 + 6), fill=colour)
        draw.text((left + 20, _TOP / 2), label, fill=_INK, font=font, anchor="lm")
        left += 44 + draw.textlength(label, font=font)
