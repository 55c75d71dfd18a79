"""A pack's words for times, recognised in a text: each word, phrase or numeral with all it may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.knowledge import Month, Vocabulary, Weekday
from bot.core.spelling import Speller
from bot.core.text import fold

_LONGEST_PHRASE = 4
_FOUR_DIGITS = 4
_HOURS_ON_A_FACE = 12

_SHORTEST_MISSPELT = 4
"""Letters a word must have to be taken for a misspelt one."""

_PIECE = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}|\d{1,2}[:.][0-5]\d(?!\d)|\d{1,4}(?!\d)|[^\W\d_]+(?:'[^\W\d_]+)*|[-–]"
)
_HOUR_SIGN = re.compile(r"(?<=\d)[hH](?=\d\d\b)")
_DOTTED = re.compile(r"\b([^\W\d_])\.([^\W\d_])\b\.?")


class Role(StrEnum):
    """What a piece may be in an expression of time; the first ones carry a number."""

    NUMBER = "number"
    CLOCK = "clock"
    """Minutes since midnight, by a clock face of twelve hours unless it is SURE."""
    SURE = "sure"
    FOUR_DIGITS = "four_digits"
    MINUTES = "minutes"
    PART = "part"
    WEEKDAY = "weekday"
    DAY_SET = "day_set"
    DAY = "day"
    SPAN = "span"
    MONTH = "month"
    ORDINAL = "ordinal"
    PAST = "past"
    TO = "to"
    AT = "at"
    FULL_HOUR = "full_hour"
    BUT = "but"
    THROUGH = "through"
    UNTIL = "until"
    WISH = "wish"
    DATE = "date"
    UNIMPORTANT = "unimportant"


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, phrase or numeral, with the roles it may have and its number in each."""

    text: str
    roles: Mapping[Role, int] = field(default_factory=dict)


class TimeWords:
    """The words of a pack for times, ready to be recognised."""

    def __init__(self, vocabulary: Vocabulary, ordinary_words: frozenset[str]) -> None:
        self._phrases: dict[tuple[str, ...], dict[Role, int]] = {}
        for role, wordings in _by_role(vocabulary).items():
            for number, each in wordings.items():
                for wording in each:
                    self._phrases.setdefault(_split(wording), {}).setdefault(role, number)
        words = [word for phrase in self._phrases for word in phrase]
        self._known = ordinary_words.union(words)
        self._speller = Speller(dict.fromkeys(words, 1), vocabulary.sounds)

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """The pieces of a text, in order; those that say nothing of time have no role."""
        return tuple(self._phrased([self._mended(word) for word in _split(text)]))

    def _phrased(self, words: Sequence[str]) -> Iterator[Piece]:
        place = 0
        while place < len(words):
            lengths = range(min(_LONGEST_PHRASE, len(words) - place), 1, -1)
            length = next((n for n in lengths if tuple(words[place : place + n]) in self._phrases), 1)
            phrase = tuple(words[place : place + length])
            yield Piece(" ".join(phrase), self._phrases.get(phrase) or _numeral(phrase[0]))
            place += length

    def _mended(self, word: str) -> str:
        if word in self._known or len(word) < _SHORTEST_MISSPELT or not word.isalpha():
            return word
        return next(iter(self._speller.candidates(word)), word)


def minutes_of(clock: str) -> int:
    """A time such as 08:30 in minutes since midnight."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _by_role(vocabulary: Vocabulary) -> Mapping[Role, Mapping[int, Iterable[str]]]:
    times = vocabulary.times
    weekdays, months = list(Weekday), list(Month)
    return {
        Role.NUMBER: times.numbers,
        Role.CLOCK: {minutes_of(clock): each for clock, each in times.clock.items()},
        Role.SURE: {minutes_of(clock): each for clock, each in times.clock.items()},
        Role.MINUTES: times.minutes,
        Role.PART: dict(enumerate(part.wordings for part in times.day_parts.values())),
        Role.WEEKDAY: {weekdays.index(day): each for day, each in times.weekdays.items()},
        Role.DAY_SET: dict(enumerate(each.wordings for each in times.day_sets)),
        Role.DAY: times.days,
        Role.SPAN: times.spans,
        Role.MONTH: {months.index(month) + 1: each for month, each in times.months.items()},
        Role.ORDINAL: {0: times.ordinals},
        Role.PAST: {0: times.past},
        Role.TO: {0: times.to},
        Role.AT: {0: times.at},
        Role.FULL_HOUR: {0: times.full_hour},
        Role.BUT: {0: times.but},
        Role.THROUGH: {0: (*times.through, "-", "–")},
        Role.UNTIL: {0: times.until},
        Role.WISH: {0: times.wish},
        Role.UNIMPORTANT: {0: (*times.unimportant, *vocabulary.stop_words)},
    }


def _split(text: str) -> tuple[str, ...]:
    """A text in pieces, folded as everywhere, with what is dotted ("a.m.") in one."""
    return tuple(_PIECE.findall(_DOTTED.sub(r"\1\2", fold(_HOUR_SIGN.sub(":", text)))))


def _numeral(word: str) -> Mapping[Role, int]:
    """What a piece may be by its digits alone."""
    hour, sign, minute = word.replace(".", ":").partition(":")
    if sign and hour.isdecimal():
        clock = int(hour) * 60 + int(minute)
        is_sure = hour.startswith("0") or int(hour) > _HOURS_ON_A_FACE
        return {Role.CLOCK: clock} | ({Role.SURE: clock} if is_sure else {})
    if word.isdecimal():
        return {Role.NUMBER: int(word)} | ({Role.FOUR_DIGITS: int(word)} if len(word) == _FOUR_DIGITS else {})
    return {Role.DATE: 0} if word[0].isdecimal() else {}
