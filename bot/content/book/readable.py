"""Ids, dates, patterns and placeholders as somebody reads them who never saw the files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from bot.content.book.markup import Markup, element, join

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def in_words(own_id: str) -> str:
    """An id as the words it is made of."""
    return own_id.replace("_", " ")


def day(when: date) -> str:
    """A date in words."""
    return f"{when.day} {when:%B %Y}"


def wording_in_words(wording: str) -> Markup:
    """A pattern (core/wordings.py) without its signs; a concept stands in italics, for all of its wordings."""
    steps = wording.replace("...", "…").replace("+", " ").split()
    return join((join((_name(name) for name in step.split("/")), "/") for step in steps), " ")


def _name(name: str) -> str:
    return element("em", in_words(name[1:-1])) if name.startswith("<") else name


def with_values(text: str, values: Mapping[str, str]) -> str:
    """A text with its placeholders filled in; one without a value becomes its name in brackets."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], f"[{in_words(found[1])}]"), text)
