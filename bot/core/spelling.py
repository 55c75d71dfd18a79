"""Spelling: which words of a pack an unknown word was probably meant to be.

Candidates share a spelling with one letter left out on either side (which finds a wrong, missing, doubled or swapped
letter without trying every word), or the same sound by the pack's own rules; rapidfuzz then measures how far off
each is. The lookup does not grow with the number of words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz.distance import OSA

_SHORTEST = 4
_LONG = 6
_LONGEST = 9
_MOST = 3


class Speller:
    """The words of a pack, by count, ready for misspellings of them."""

    def __init__(self, counts: Mapping[str, int], sounds: Sequence[tuple[str, str]]) -> None:
        self._counts = counts
        self._sounds = sounds
        self._by_deletion: dict[str, list[str]] = defaultdict(list)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for word in counts:
            if len(word) >= _SHORTEST - 1:
                for key in _deletions(word):
                    self._by_deletion[key].append(word)
                self._by_sound[self.sound(word)].append(word)

    def candidates(self, word: str) -> tuple[str, ...]:
        """The words that `word` was probably meant to be, likeliest first; none where nothing is close."""
        if len(word) < _SHORTEST or not word.isalpha():
            return ()
        same_sound = self._by_sound.get(self.sound(word), ())
        near = {other for key in _deletions(word) for other in self._by_deletion.get(key, ())}
        ranked = sorted(self._ranked(word, near | set(same_sound), frozenset(same_sound)))
        return tuple(other for rank, other in ranked if rank[0] == ranked[0][0][0])[:_MOST]

    def _ranked(
        self, word: str, others: Iterable[str], same_sound: frozenset[str]
    ) -> Iterable[tuple[tuple[float, int, int], str]]:
        for other in others:
            allowed = _allowed(min(len(word), len(other)), other in same_sound)
            distance = OSA.distance(word, other, score_cutoff=allowed)
            if distance <= allowed:
                rank = distance - 0.5 * (other in same_sound)
                yield (rank, other[0] != word[0], -self._counts[other]), other

    def sound(self, word: str) -> str:
        """A rough key of how a word sounds: the pack's replacements, then no vowel after the first letter."""
        for written, heard in self._sounds:
            word = word.replace(written, heard)
        key = word[:1] + "".join(letter for letter in word[1:] if letter not in "aeiouyhw")
        return "".join(letter for place, letter in enumerate(key) if key[place - 1 : place] != letter)


def _allowed(length: int, same_sound: bool) -> int:
    """How many letters may be off in a word of this length."""
    if length < _LONG:
        return 1 + same_sound
    return 2 + (same_sound and length >= _LONGEST)


def _deletions(word: str) -> set[str]:
    """The word, and the word with each letter left out."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}
