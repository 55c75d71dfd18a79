"""Accuracy against time per question as an SVG picture: up is better, left is faster."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 720, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 170, 50, 60
_FONT = "font-family='sans-serif' font-size='12'"
_INK, _FAINT = "#0a4580", "#dddddd"
_LEGEND = "● as written   ○ with a typo in each longer word"


@dataclass(frozen=True, slots=True)
class Spot:
    """A method in the picture: the median time of a turn in seconds, and the shares of first answers that are right."""

    title: str
    seconds: float
    right: float
    with_typos: float


def plot(spots: Sequence[Spot], title: str) -> str:
    """A picture that any browser shows."""
    scale = _Scale(spots)
    body = [
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{_WIDTH}' height='{_HEIGHT}' {_FONT}>",
        f"<title>{escape(title)}</title>",
        "<rect width='100%' height='100%' fill='white'/>",
        _text(_LEFT, 25, title, "font-weight='bold'"),
        *_axes(scale),
        *(line for spot in spots for line in _drawn(spot, scale)),
        _text(_LEFT, _HEIGHT - 10, _LEGEND, "fill='#555'"),
        "</svg>",
    ]
    return "\n".join(body) + "\n"


class _Scale:
    """Where times (in powers of ten) and shares (0..1) lie in the picture."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        powers = [math.log10(spot.seconds) for spot in spots]
        self.least, self.most = math.floor(min(powers)), max(math.ceil(max(powers)), math.floor(min(powers)) + 1)

    def x(self, seconds: float) -> float:
        """From the left edge."""
        span = _WIDTH - _LEFT - _RIGHT
        return _LEFT + span * (math.log10(seconds) - self.least) / (self.most - self.least)

    def y(self, share: float) -> float:
        """From the top."""
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1.0 - share)


def _axes(scale: _Scale) -> Iterator[str]:
    bottom, right = scale.y(0.0), _WIDTH - _RIGHT
    for fifth in range(6):
        y = scale.y(fifth / 5)
        yield f"<line x1='{_LEFT}' y1='{y:.1f}' x2='{right}' y2='{y:.1f}' stroke='{_FAINT}'/>"
        yield _text(_LEFT - 8, y + 4, f"{fifth / 5:.0%}", "text-anchor='end'")
    for power in range(scale.least, scale.most + 1):
        x = scale.x(10.0**power)
        yield f"<line x1='{x:.1f}' y1='{_TOP}' x2='{x:.1f}' y2='{bottom:.1f}' stroke='{_FAINT}'/>"
        yield _text(x, bottom + 18, _time(power), "text-anchor='middle'")


def _drawn(spot: Spot, scale: _Scale) -> Iterator[str]:
    x, y, lower = scale.x(spot.seconds), scale.y(spot.right), scale.y(spot.with_typos)
    tip = f"{spot.title}: {spot.right:.1%} right, {spot.with_typos:.1%} with typos, {spot.seconds * 1e3:.3g} ms"
    yield f"<g><title>{escape(tip)}</title>"
    yield f"<line x1='{x:.1f}' y1='{y:.1f}' x2='{x:.1f}' y2='{lower:.1f}' stroke='{_INK}'/>"
    yield f"<circle cx='{x:.1f}' cy='{lower:.1f}' r='5' fill='white' stroke='{_INK}'/>"
    yield f"<circle cx='{x:.1f}' cy='{y:.1f}' r='5' fill='{_INK}'/>"
    yield _text(x + 10, y + 4, spot.title, "") + "</g>"


def _time(power: int) -> str:
    seconds = 10.0**power
    if seconds >= 1:
        return f"{seconds:g} s"
    return f"{seconds * 1e3:g} ms" if seconds >= 1e-3 else f"{seconds * 1e6:g} µs"


def _text(x: float, y: float, text: str, style: str) -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' {style}>{escape(text)}</text>"
