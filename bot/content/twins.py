"""Cases once more, as somebody types them in a hurry: one letter of one word missing, doubled or swapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from zlib import crc32

from bot.content.examination import Trial

_SHORTEST = 5
"""Letters of a word that may be mistyped. A shorter one becomes another word too easily."""


def twins(asked: Iterable[Trial]) -> Iterator[Trial]:
    """A twin of each case that has a word long enough, with the slip in its last turn; the same each time."""
    for trial in asked:
        *before, last = trial.turns
        mistyped = _mistyped(last)
        if mistyped != last:
            yield replace(trial, turns=(*before, mistyped))


def _mistyped(text: str) -> str:
    """The text with a slip in one word, which word and which slip being decided by its letters."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) >= _SHORTEST and word.isalpha()]
    if not long:
        return text
    chance = crc32(text.encode())
    place = long[chance % len(long)]
    word = words[place]
    at = 1 + chance // 7 % (len(word) - 2)
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return " ".join([*words[:place], slips[chance // 3 % len(slips)], *words[place + 1 :]])
