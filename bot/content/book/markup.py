"""HTML as values. A plain text is escaped wherever it is put into markup, so none can be forgotten.

Markup that is joined or formatted as a text is a text again, and is escaped: a slip shows and does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

_VOID = frozenset({"br", "hr", "meta"})


class Markup(str):
    """HTML that may stand in a page as it is."""

    __slots__ = ()


def element(name: str, /, *inside: str, **attributes: str) -> Markup:
    """An element. `class_` is the attribute class, `aria_label` is aria-label; an empty attribute is left out."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items() if value
    )
    return Markup(f"<{name}{given}>") if name in _VOID else Markup(f"<{name}{given}>{join(inside)}</{name}>")


def join(parts: Iterable[str], between: str = "") -> Markup:
    """Parts one after the other; what is no markup is escaped."""
    return Markup(_marked(between).join(_marked(part) for part in parts))


def _marked(part: str) -> str:
    return part if isinstance(part, Markup) else escape(part)
