"""The coverage of a pack as a picture: an SVG table of topics by aspects, the darker the more examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from bot.content.coverage import Cover, Coverage
from bot.core.knowledge import Aspect

_LEFT, _TOP, _WIDTH, _HEIGHT = 180, 50, 84, 22
_LIGHT, _DARK = (229, 240, 249), (8, 69, 128)
_FONT = "font-family='sans-serif' font-size='12'"
_READABLE_ON_DARK = 0.5
_LEGEND = "A number counts examples. – no answer, with the reason why. ! neither answer nor reason."


def heatmap(covered: Sequence[Coverage], title: str) -> str:
    """A picture that any browser shows. Its size follows the number of topics."""
    width = _LEFT + _WIDTH * len(Aspect) + 10
    height = _TOP + _HEIGHT * len(covered) + 30
    most = max((count for each in covered for count in each.examples.values()), default=0)
    body = [
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' {_FONT}>",
        f"<title>{escape(title)}</title>",
        "<rect width='100%' height='100%' fill='white'/>",
        _text(10, 20, title, "font-weight='bold'"),
        *(_text(_middle(column), _TOP - 8, _words(aspect), "text-anchor='middle'") for column, aspect in _columns()),
    ]
    for row, each in enumerate(covered):
        body.append(_text(_LEFT - 8, _baseline(row), each.topic, "text-anchor='end'"))
        body += [_cell(row, column, each, aspect, most) for column, aspect in _columns()]
    body += [_text(10, height - 10, _LEGEND, "fill='#555'"), "</svg>"]
    return "\n".join(body) + "\n"


def _columns() -> Iterator[tuple[int, Aspect]]:
    return enumerate(Aspect)


def _cell(row: int, column: int, covered: Coverage, aspect: Aspect, most: int) -> str:
    count, cover = covered.examples[aspect], covered.aspects[aspect]
    share = count / most if most else 0.0
    fill, ink, mark = _shade(share), "white" if share > _READABLE_ON_DARK else "black", str(count)
    if cover is not Cover.ANSWER:
        fill, ink, mark = ("#eeeeee", "#777", "–") if cover is Cover.REASON else ("#ffffff", "#b00020", "!")
    x, y = _LEFT + column * _WIDTH, _TOP + row * _HEIGHT
    rect = f"<rect x='{x}' y='{y}' width='{_WIDTH - 2}' height='{_HEIGHT - 2}' fill='{fill}'/>"
    label = _text(_middle(column), _baseline(row), mark, f"text-anchor='middle' fill='{ink}'")
    reason = covered.reasons.get(aspect)
    tip = escape(f"{covered.topic}, {_words(aspect)}: {reason or f'{cover.value}, {count} examples'}")
    return f"<g><title>{tip}</title>{rect}{label}</g>"


def _shade(share: float) -> str:
    mixed = (round(light + (dark - light) * share) for light, dark in zip(_LIGHT, _DARK, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _middle(column: int) -> int:
    return _LEFT + column * _WIDTH + _WIDTH // 2 - 1


def _baseline(row: int) -> int:
    return _TOP + row * _HEIGHT + 15


def _words(aspect: Aspect) -> str:
    return aspect.value.replace("_", " ")


def _text(x: int, y: int, text: str, style: str) -> str:
    return f"<text x='{x}' y='{y}' {style}>{escape(text)}</text>"
