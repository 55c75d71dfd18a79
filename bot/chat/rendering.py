"""A reply as Telegram shows it: HTML by role, within Telegram's limits, and a keyboard of its choices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import KeyboardButtonStyle

from bot.chat.callbacks import to_callback_data
from bot.core.knowledge import Source
from bot.core.replies import Choice, Paragraph, Reply, ReplyKind, Role

MAX_UNITS = 4096
"""UTF-16 code units of a message's text, counted without its markup."""

MAX_CAPTION_UNITS = 1024
"""The same for the text below a picture or a file."""

MAX_NOTICE_UNITS = 200
"""The same for the notice that answers a pressed button."""

_MAX_HTML_BYTES = 32_768
_WIDEST_OF = {2: 20, 3: 15}
"""How long the longest label may be where so many buttons share a row; a phone shows no more of it."""

_ROWS_BELOW_AN_ANSWER = 2
_LEAST_TO_FOLD = 160
_ROOM_FOR_A_FOLD = 50
_ELLIPSIS = "…"
_SEPARATOR_UNITS = 2

_COLOURS: Mapping[str, KeyboardButtonStyle] = {"yes": KeyboardButtonStyle.DANGER, "no": KeyboardButtonStyle.SUCCESS}
"""How a choice looks, by the first part of its id, where the person's Telegram shows it."""

_UNSHOWN = re.compile("[\r\u2028-\u202e]")  # Telegram removes these
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")  # and turns these into spaces
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3]+ ?")
_NOTHING_TO_SEE = re.compile("[\\s\u180e\u200b-\u200f\u2060\u2800\ufeff]*")  # and takes a text of these for none


@dataclass(frozen=True, slots=True)
class Page:
    """A reply ready to be sent: the same words with markup and without, and the buttons below them."""

    html: str
    text: str
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class _Style:
    """How a role looks, where it stands, and how much it matters when there is too little room."""

    rank: int
    tag: str = ""
    sign: str = ""
    set_apart: bool = False
    all_or_nothing: bool = False


_STYLES = {
    Role.SAFETY: _Style(rank=0, sign="⚠️ ", set_apart=True),
    Role.TITLE: _Style(rank=1, tag="b"),
    Role.LEAD: _Style(rank=2),
    Role.QUESTION: _Style(rank=3, tag="b", set_apart=True),
    Role.CAUTION: _Style(rank=4, tag="i", set_apart=True),
    Role.HEADING: _Style(rank=5, tag="b", set_apart=True, all_or_nothing=True),
    Role.POINT: _Style(rank=6, sign="• ", all_or_nothing=True),
    Role.NOTE: _Style(rank=7, tag="i", set_apart=True, all_or_nothing=True),
    Role.SOURCES: _Style(rank=8, set_apart=True, all_or_nothing=True),
}


def render(reply: Reply, *, is_plain: bool = False, below: Sequence[InlineKeyboardButton] = ()) -> Page:
    """The reply as one message. What does not fit is left out, sources first; a safety line always stays.

    A plain one has no emoji and nothing folded. `below` is a row of buttons under those of the choices.
    """
    kept = fit(reply.paragraphs)
    if len(_join(kept, _html).encode()) > _MAX_HTML_BYTES - _ROOM_FOR_A_FOLD:
        # Only addresses of sources can weigh that much: the words themselves have been counted.
        kept = tuple(paragraph for paragraph in kept if paragraph.role is not Role.SOURCES)
    folded = _foldable(kept) if reply.kind is ReplyKind.ANSWER and not is_plain else range(0)
    html, text = _join(kept, _html, folded), _join(kept, _plain)
    if is_plain:
        html, text = _EMOJI.sub("", html).strip(), _EMOJI.sub("", text).strip()
    return Page(html or _ELLIPSIS, text or _ELLIPSIS, _markup(reply, below))


def fit(paragraphs: Iterable[Paragraph], limit: int = MAX_UNITS) -> tuple[Paragraph, ...]:
    """The paragraphs that one message can hold, in their order. Room is given by importance of the role."""
    cleaned = [shown for paragraph in paragraphs if (shown := _shown(paragraph)).text]
    kept: dict[int, Paragraph] = {}
    for number in sorted(range(len(cleaned)), key=lambda number: _STYLES[cleaned[number].role].rank):
        room = limit - sum(_units(paragraph) for paragraph in kept.values())
        fitting = _cut(cleaned[number], room)
        if fitting is not None:
            kept[number] = fitting
    return tuple(kept[number] for number in sorted(kept))


def keyboard(choices: Sequence[Choice], in_a_row: int = 2) -> tuple[tuple[InlineKeyboardButton, ...], ...]:
    """The choices as rows of buttons, in their order, at most so many to a row and none cut short by its neighbours."""
    rows: list[list[Choice]] = []
    for choice in choices:
        if rows and len(rows[-1]) < in_a_row and _have_room([*rows[-1], choice]):
            rows[-1].append(choice)
        else:
            rows.append([choice])
    return tuple(tuple(map(_button, row)) for row in rows)


def shorten(text: str, limit: int) -> str:
    """The text in at most so many UTF-16 code units, with an ellipsis where something was cut."""
    if utf16_units(text) <= limit:
        return text
    # A pair of code units that was cut in two is dropped with "ignore".
    start = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    return start.rstrip() + _ELLIPSIS if limit > 0 else ""


def utf16_units(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text) + sum(char > "\uffff" for char in text)


def clean(text: str) -> str:
    """The text as Telegram keeps it: no control or half characters, no space around it, empty where nothing shows."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    kept = _CONTROL.sub(" ", _UNSHOWN.sub("", whole)).strip()
    return "" if _NOTHING_TO_SEE.fullmatch(kept) else kept


def _shown(paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, text=clean(paragraph.text))


def _units(paragraph: Paragraph) -> int:
    return utf16_units(_plain(paragraph)) + _SEPARATOR_UNITS


def _cut(paragraph: Paragraph, room: int) -> Paragraph | None:
    """The paragraph within so much room: whole, shortened, or None where neither makes sense."""
    style = _STYLES[paragraph.role]
    excess = _units(paragraph) - room
    if excess <= 0:
        return paragraph
    left = utf16_units(paragraph.text) - excess
    if style.all_or_nothing or left < 1:
        return None
    return replace(paragraph, text=shorten(paragraph.text, left))


def _markup(reply: Reply, below: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    """The choices and what stands below them. Under an answer only so many as do not clutter it: the first ones."""
    is_answer = reply.kind is ReplyKind.ANSWER
    rows = keyboard(reply.choices, 3)[:_ROWS_BELOW_AN_ANSWER] if is_answer else keyboard(reply.choices)
    return InlineKeyboardMarkup([*rows, *([below] if below else [])]) if rows or below else None


def _foldable(paragraphs: Sequence[Paragraph]) -> range:
    """Which paragraphs can be folded away: the points with their headings, where they are long enough for it."""
    places = [number for number, each in enumerate(paragraphs) if each.role in (Role.POINT, Role.HEADING)]
    long = sum(_units(paragraphs[number]) for number in places) >= _LEAST_TO_FOLD
    is_one_block = bool(places) and len(places) == places[-1] - places[0] + 1
    return range(places[0], places[-1] + 1) if long and is_one_block else range(0)


def _join(paragraphs: Sequence[Paragraph], show: Callable[[Paragraph], str], folded: range = range(0)) -> str:
    lines: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        if number and _begins_group(paragraphs[number - 1], paragraph):
            lines.append("")
        opening = "<blockquote expandable>" if folded and number == folded[0] else ""
        closing = "</blockquote>" if folded and number == folded[-1] else ""
        lines.append(f"{opening}{show(paragraph)}{closing}")
    return "\n".join(lines)


def _begins_group(before: Paragraph, paragraph: Paragraph) -> bool:
    """Points stand close to each other and to their heading; what is set apart, and a change of role, begins anew."""
    if before.role is Role.HEADING or before.role is paragraph.role:
        return False
    return _STYLES[paragraph.role].set_apart or before.role is not Role.TITLE


def _plain(paragraph: Paragraph) -> str:
    return _STYLES[paragraph.role].sign + paragraph.text


def _html(paragraph: Paragraph) -> str:
    style = _STYLES[paragraph.role]
    body = _linked(paragraph.text, paragraph.sources)
    return f"{style.sign}<{style.tag}>{body}</{style.tag}>" if style.tag else style.sign + body


def _linked(text: str, sources: Sequence[Source]) -> str:
    """The text escaped, with each publisher it names a link to the source. Sources stand in the order of the text."""
    linked = ""
    for source in sources:
        before, found, after = text.partition(source.publisher)
        if found:
            linked += f'{_escape(before)}<a href="{escape(source.address)}">{_escape(source.publisher)}</a>'
            text = after
    return linked + _escape(text)


def _escape(text: str) -> str:
    return escape(text, quote=False)


def _have_room(row: Sequence[Choice]) -> bool:
    return max(utf16_units(choice.label) for choice in row) <= _WIDEST_OF[len(row)]


def _button(choice: Choice) -> InlineKeyboardButton:
    style = _COLOURS.get(choice.id.partition(":")[0])
    return InlineKeyboardButton(
        clean(choice.label) or _ELLIPSIS, callback_data=to_callback_data(choice.id), style=style
    )
