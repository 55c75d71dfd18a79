"""One normaliser for both sides: what stands in a pack and what a person types.

`normalize` is the whole of it for comparing two texts; `words` adds where one sentence ends and the next begins.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

MAX_LENGTH = 4096
"""Characters of a message that are read; Telegram sends no longer one."""

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ`´′＇"), "'")
_STOPS = frozenset("!?;\n\r….:")
_PAUSES = frozenset(",()/–—-")
_PIECE = re.compile(
    r"[^\W_]+(?:'[^\W_]+)*"
    r"|[!?;\n\r…,()/–—\U0001F000-\U0001FAFF\u2600-\u27BF]"
    r"|[.:](?=\s|$|[.!?])"
    r"|(?<=\s)-+(?=\s)"
)
_NUMBER_THEN_UNIT = re.compile(r"(?<=\d)(?=[^\W\d_])")
_THREE_ALIKE = re.compile(r"(.)\1\1")
_REPEATS = re.compile(r"([^\W\d_])\1{2,}")


class Word(NamedTuple):
    """One word of a text, normalised, with the numbers of the sentence and of the clause it stands in."""

    text: str
    sentence: int
    clause: int


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order: folded to lower case without accents, each run of repeated letters cut to two."""
    found: list[Word] = []
    sentence = clause = 0
    for piece in _PIECE.findall(fold(text[:MAX_LENGTH])):
        mark = piece[0]
        if mark in _STOPS:
            sentence += 1
            clause += 1
        elif mark in _PAUSES:
            clause += 1
        else:
            found.append(Word(piece, sentence, clause))
    return tuple(found)


def normalize(text: str) -> str:
    """The words of a text joined by single spaces. Normalising twice changes nothing."""
    return " ".join(word.text for word in words(text))


def fold(text: str) -> str:
    """A text as its words are given, but not taken apart; for what stands in a pack word by word.

    Lower case without accents or look-alike characters, numbers apart from their units.
    """
    plain = text.lower().replace("`", "'") if text.isascii() else _unaccented(text)
    plain = _NUMBER_THEN_UNIT.sub(" ", plain)
    # The search tells most texts from those that need the substitution, at a quarter of its time.
    return _REPEATS.sub(r"\1\1", plain) if _THREE_ALIKE.search(plain) else plain


def _unaccented(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES))
    folded = unicodedata.normalize("NFKD", composed.casefold())
    return "".join(char for char in folded if not unicodedata.combining(char)).casefold().translate(_APOSTROPHES)
