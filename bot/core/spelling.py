"""Spelling: which words an unknown word was probably meant to be.

Words of the pack are candidates where they share a spelling with one letter left out on either side (which finds a
wrong, missing, doubled or swapped letter without trying every word), or the sound by the pack's own rules; ordinary
words where a single slip makes the difference. What a slip costs depends on how easily a finger makes it; a candidate
costs less the oftener the pack has the word. Neither lookup grows with the number of words.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz.distance import OSA

_SHORT = 3
_LONG = 6
_LONGEST = 9
_MOST = 3

_DOUBLED = 0.4
_MISSED = 0.5
_SWAPPED = 0.6
_BESIDE = 0.7
_OTHER = 1.0
"""What a slip costs: a letter doubled or not, one missing, two swapped, the key beside, any other."""

_FIRST_LETTER = 0.1
_SAME_SOUND = 0.1
_OFTEN = 0.1
_NOT_OF_THE_PACK = 0.2
"""What comes on top for a slip in the first letter and for an ordinary word, and what a sound and use take off."""

_AS_LIKELY = 0.05
"""How much dearer than the best a candidate may be and still be one of those meant."""

_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _keys_beside() -> Mapping[str, str]:
    """By key, those that touch it; each row is shifted by half a key."""
    places = {key: (row, column + row / 2) for row, keys in enumerate(_KEYS) for column, key in enumerate(keys)}
    return {
        key: "".join(
            other
            for other, (its_row, its_column) in places.items()
            if other != key and abs(row - its_row) <= 1 and abs(column - its_column) <= 1
        )
        for key, (row, column) in places.items()
    }


_KEYS_BESIDE = _keys_beside()
_SILENT = dict.fromkeys(map(ord, "aeiouyhw"))


class Speller:
    """The words of a pack, by count, ready for misspellings of them."""

    def __init__(
        self, counts: Mapping[str, int], sounds: Sequence[tuple[str, str]], ordinary: frozenset[str] = frozenset()
    ) -> None:
        self._counts = counts
        self._sounds = sounds
        self._ordinary = ordinary
        self._by_deletion: dict[str, list[str]] = defaultdict(list)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for word in counts:
            if len(word) >= _SHORT:
                for key in _deletions(word):
                    self._by_deletion[key].append(word)
                self._by_sound[self.sound(word)].append(word)

    def candidates(self, word: str) -> tuple[str, ...]:
        """The words that `word` was probably meant to be, likeliest first; none where nothing is close."""
        if len(word) < _SHORT or not word.isalpha():
            return ()
        if len(word) == _SHORT:
            return self._swapped(word)
        ranked = sorted([*self._of_the_pack(word), *self._ordinary_ones(word)])
        return tuple([other for cost, other in ranked if cost <= ranked[0][0] + _AS_LIKELY][:_MOST])

    def _swapped(self, word: str) -> tuple[str, ...]:
        """The likeliest word that a short one is with two letters swapped; any other slip leaves too little of it."""
        found = [other for other in _swaps(word) if other in self._counts]
        return tuple(sorted(found, key=lambda other: -self._counts[other])[:1])

    def _of_the_pack(self, word: str) -> Iterator[tuple[float, str]]:
        same_sound = frozenset(self._by_sound.get(self.sound(word), ()))
        near = {other for key in _deletions(word) for other in self._by_deletion.get(key, ())}
        for other in near | same_sound:
            allowed = _allowed(min(len(word), len(other)), same_sound=other in same_sound)
            distance = OSA.distance(word, other, score_cutoff=allowed)
            if distance <= allowed:
                cost = _slip(word, other) if distance == 1 else _first_letter(word, other) + distance * _OTHER
                yield cost - _SAME_SOUND * (other in same_sound) - _OFTEN * math.log(self._counts[other]), other

    def _ordinary_ones(self, word: str) -> Iterator[tuple[float, str]]:
        for other in self._ordinary.intersection(_before_a_slip(word)):
            if other not in self._counts and other.isalpha():
                yield _slip(word, other) + _NOT_OF_THE_PACK, other

    def sound(self, word: str) -> str:
        """A rough key of how a word sounds: the pack's replacements, then no vowel after the first letter."""
        for written, heard in self._sounds:
            word = word.replace(written, heard)
        key = word[:1] + word[1:].translate(_SILENT)
        return "".join([letter for place, letter in enumerate(key) if key[place - 1 : place] != letter])


def _slip(word: str, meant: str) -> float:
    """What the one slip costs by which `meant` became `word`."""
    start = 0
    while word[start : start + 1] == meant[start : start + 1]:
        start += 1
    if len(word) < len(meant):
        cost = _DOUBLED if meant[start] in meant[max(start - 1, 0) : start] + meant[start + 1 : start + 2] else _MISSED
    elif len(word) > len(meant):
        cost = _DOUBLED if word[start] == word[start - 1 : start] else _OTHER
    elif word[start + 1 :] != meant[start + 1 :]:
        cost = _SWAPPED
    else:
        cost = _BESIDE if word[start] in _KEYS_BESIDE.get(meant[start], "") else _OTHER
    return cost + _first_letter(word, meant)


def _first_letter(word: str, meant: str) -> float:
    return _FIRST_LETTER if word[0] != meant[0] else 0.0


def _before_a_slip(word: str) -> Iterable[str]:
    """What a word was before one slip: a letter too many, two swapped, the key beside, a letter missing."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    yield from [left + right[1:] for left, right in halves]
    yield from _swaps(word)
    yield from [left + key + right[1:] for left, right in halves for key in _KEYS_BESIDE.get(right[:1], "")]
    yield from [left + key + right for left, right in halves for key in _KEYS_BESIDE]


def _swaps(word: str) -> list[str]:
    return [word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1)]


def _allowed(length: int, *, same_sound: bool) -> int:
    """How many letters may be off in a word of this length."""
    if length < _LONG:
        return 1 + same_sound
    return 2 + (same_sound and length >= _LONGEST)


def _deletions(word: str) -> set[str]:
    """The word, and the word with each letter left out."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}
