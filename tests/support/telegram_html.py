"""Telegram's HTML, read as strictly as Telegram reads it: its tags, its entities, its complaints.

Written from the rules of the Bot API's own parser and apart from the bot's renderer, so that the two can disagree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
"""The tags that are understood, and the entities they make. `span` and `tg-emoji` exist too, with conditions."""

_FOLDED = "expandable_blockquote"

_TAG = re.compile(r"""<(?P<end>/?)(?P<name>[^\s>]*)(?P<attributes>(?:[^>"']|"[^"]*"|'[^']*')*)>""")
_ATTRIBUTE = re.compile(r"""\s*(?P<name>[^\s=]+)\s*=\s*(?P<value>"[^"]*"|'[^']*'|[A-Za-z0-9.-]+)""")
_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|(?:lt|gt|amp|quot)(?![A-Za-z]));?")
_NOTHING_TO_SEE = re.compile(r"[\s\u180e\u200b-\u200f\u2060\u2800\ufeff]*")


class MarkupError(Exception):
    """What Telegram has against the markup, in its words."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of a message that looks special; offset and length count UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    url: str | None
    is_folded: bool = False


def parse_html(html: str) -> tuple[str, tuple[Entity, ...]]:
    """The text without its markup, and what the markup says. Raises MarkupError as Telegram would refuse it."""
    text, entities, opened, position = "", [], list[_Open](), 0
    while (start := html.find("<", position)) >= 0:
        text += decode(html[position:start])
        tag = _TAG.match(html, start)
        offset = len(html[:start].encode())
        if tag is None:
            raise MarkupError(f"Unclosed start tag at byte offset {offset}")
        if tag["end"]:
            entities += _close(tag["name"].lower(), opened, utf16_length(text), offset)
        elif tag["name"].lower() == "blockquote" and any(each.tag == "blockquote" for each in opened):
            raise MarkupError(f"Blockquotes can't be nested, at byte offset {offset}")
        else:
            opened.append(_open(tag, utf16_length(text), offset))
        position = tag.end()
    if opened:
        raise MarkupError(f"Can't find end tag corresponding to start tag {opened[-1].tag}")
    return text + decode(html[position:]), tuple(entities)


def decode(text: str) -> str:
    """The text with the entities that Telegram knows put in; anything else that begins with & stays as it is."""
    return _ENTITY.sub(lambda entity: unescape(entity.group()), text)


def as_kept(text: str) -> str:
    """The text as Telegram keeps it: without control characters and surrounding space; empty if none of it shows."""
    text = re.sub("[\r\u2028-\u202e]", "", text)
    text = re.sub("[\x00-\x09\x0b-\x1f]", " ", text).strip()
    return "" if _NOTHING_TO_SEE.fullmatch(text) else text


def utf16_length(text: str) -> int:
    """The length of a text in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def _open(tag: re.Match[str], offset: int, byte_offset: int) -> _Open:
    name = tag["name"].lower()
    is_folded = name == "blockquote" and tag["attributes"].strip() == "expandable"
    attributes = {} if is_folded else _attributes(tag["attributes"], name, byte_offset)
    if name not in TAGS:
        raise MarkupError(f'Unsupported start tag "{name}" at byte offset {byte_offset}')
    return _Open(name, offset, attributes.get("href"), is_folded)


def _attributes(source: str, tag: str, byte_offset: int) -> dict[str, str]:
    found, position = {}, 0
    while source[position:].strip():
        attribute = _ATTRIBUTE.match(source, position)
        if attribute is None:
            problem = "Expected equal sign in declaration of an attribute of the tag"
            raise MarkupError(f'{problem} "{tag}" at byte offset {byte_offset}')
        found[attribute["name"]] = decode(attribute["value"].strip("\"'"))
        position = attribute.end()
    return found


def _close(name: str, opened: list[_Open], offset: int, byte_offset: int) -> list[Entity]:
    if not opened:
        raise MarkupError(f"Unexpected end tag at byte offset {byte_offset}")
    start = opened.pop()
    if name and name != start.tag:
        raise MarkupError(
            f'Unmatched end tag at byte offset {byte_offset}, expected "</{start.tag}>", found "</{name}>"'
        )
    if offset == start.offset:
        return []
    return [Entity(_FOLDED if start.is_folded else TAGS[start.tag], start.offset, offset - start.offset, start.url)]
