"""From a text to its reading: tokens with their stems, misspellings mended, and the concepts they name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import Stemmer

from bot.core.knowledge import Vocabulary
from bot.core.spelling import Speller
from bot.core.text import Word, fold, words
from bot.core.wordings import Sighting, Span, WordingIndex

NUMBER = "number"
"""The concept every number belongs to, so that a wording can ask for any number."""

_SHORTEST_PART = 3
_SHORTEST_JOINED = 7

_REMEMBERED = 16_384
"""Words whose meaning is kept for the next time. The words of a pack are a few thousand."""

_LONGEST_REMEMBERED = 24
_NOT_WRITTEN_DOWN = frozenset({"_stemmer", "_remembered_meanings"})
_PLAIN_PIECE = re.compile(r"(?<![^\s+])[^\s+/<>]+(?![^\s+])")


class Token(NamedTuple):
    """One word as it is understood. `stems` has one entry, or a few where a misspelling may mean several words."""

    text: str
    stems: tuple[str, ...]
    sentence: int
    clause: int
    is_stop: bool
    is_known: bool
    corrections: tuple[str, ...] = ()


class _Meaning(NamedTuple):
    """How a word is understood wherever it stands."""

    stems: tuple[str, ...]
    is_stop: bool
    is_known: bool
    corrections: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """A text as it is understood: its tokens and the concepts of the vocabulary found among them."""

    text: str
    tokens: tuple[Token, ...]
    concepts: tuple[Span, ...]
    sighting: Sighting

    @cached_property
    def concept_names(self) -> frozenset[str]:
        """The concepts named anywhere in the text."""
        return frozenset([span.name for span in self.concepts])


class Lexicon:
    """All that is language in a pack, ready to read with."""

    def __init__(self, vocabulary: Vocabulary, texts: Iterable[str], ordinary_words: frozenset[str]) -> None:
        self._language = vocabulary.stemmer
        self._stemmer = Stemmer.Stemmer(self._language)
        self._contractions = {fold(key): tuple(fold(value).split()) for key, value in vocabulary.contractions.items()}
        self._canonical = {
            fold(variant): fold(word) for word, variants in vocabulary.spellings.items() for variant in variants
        }
        self._stops = frozenset(self.stem(fold(word)) for word in vocabulary.stop_words)
        ordinary_words = frozenset(map(fold, ordinary_words))
        self._ordinary = ordinary_words
        self._counts = Counter([word.text for text in texts for word in words(text)])
        self._counts.update(dict.fromkeys(self._canonical.values(), 1))
        self._stem_counts = self._counted_stems()
        written = {**dict.fromkeys((*self._canonical, *self._contractions), 1), **self._counts}
        self._speller = Speller(written, vocabulary.sounds, ordinary_words)
        self._readings: dict[str, Reading] | None = None
        self._remembered_meanings = lru_cache(_REMEMBERED)(self._meanings)
        self._concepts = self.index({name: concept.wordings for name, concept in vocabulary.concepts.items()})

    def __getstate__(self) -> Mapping[str, Any]:
        """Without the stemmer and what was remembered: the one cannot be written down, the other need not."""
        return {name: value for name, value in vars(self).items() if name not in _NOT_WRITTEN_DOWN}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        vars(self).update(state)
        self._stemmer = Stemmer.Stemmer(self._language)
        self._remembered_meanings = lru_cache(_REMEMBERED)(self._meanings)

    def stem(self, word: str) -> str:
        """The stem of a normalised word, after the pack's own spellings of it."""
        stemmed: str = self._stemmer.stemWord(self._canonical.get(word, word))
        return stemmed

    def index(self, wordings: Mapping[str, Iterable[str]]) -> WordingIndex:
        """Wordings made ready to be found in readings of this lexicon."""
        plain = {name: [self._written_plainly(wording) for wording in each] for name, each in wordings.items()}
        return WordingIndex(plain, lambda word: self.stem(fold(word)), self._stem_counts)

    @contextmanager
    def reading_nothing_twice(self) -> Iterator[None]:
        """Keep readings for as long as this lasts: for compiling a pack, where several go over the same examples."""
        self._readings = {}
        try:
            yield
        finally:
            self._readings = None

    def read(self, text: str) -> Reading:
        """Understand a text word by word. Total: any text has a reading."""
        if self._readings is None:
            return self._read(text)
        if text not in self._readings:
            self._readings[text] = self._read(text)
        return self._readings[text]

    def _read(self, text: str) -> Reading:
        tokens = tuple(self._tokens(self._joined(self._plain(words(text)))))
        sighting = Sighting(
            [token.stems for token in tokens],
            [token.sentence for token in tokens],
            [token.is_stop for token in tokens],
        )
        numbers = tuple(Span(NUMBER, place, place + 1) for place, token in enumerate(tokens) if token.text.isdecimal())
        return Reading(text, tokens, self._concepts.find(sighting, numbers) + numbers, sighting)

    def _counted_stems(self) -> Mapping[str, int]:
        counts: Counter[str] = Counter()
        for word, count in self._counts.items():
            counts[self.stem(word)] += count
        return counts

    def _written_plainly(self, wording: str) -> str:
        """A wording as a text comes out of the normaliser: "can't" is "can+not". Alternatives stay as they are."""
        return _PLAIN_PIECE.sub(self._written_piece, wording)

    def _written_piece(self, match: re.Match[str]) -> str:
        piece = match.group()
        if piece in self._counts and piece not in self._contractions:
            return piece
        return "+".join(word.text for word in self._plain(words(piece))) or piece

    def _plain(self, text: Iterable[Word]) -> Iterator[Word]:
        """Contractions written out, possessives dropped, and what else an apostrophe joins taken apart."""
        for word in text:
            full = self._contractions.get(word.text)
            if full is None and "'" not in word.text:
                yield word
                continue
            for part in full or self._apart(word.text):
                yield Word(part, word.sentence, word.clause)

    def _apart(self, word: str) -> Sequence[str]:
        own = word.removesuffix("'s")
        return self._contractions.get(own.replace("'", "")) or own.split("'")

    def _joined(self, text: Iterable[Word]) -> Iterator[Word]:
        """Two neighbours that only together make a word of the pack ("butter milk") become one."""
        waiting: Word | None = None
        for word in text:
            if waiting is not None and self._is_split(waiting, word):
                yield Word(waiting.text + word.text, waiting.sentence, waiting.clause)
                waiting = None
                continue
            if waiting is not None:
                yield waiting
            waiting = word
        if waiting is not None:
            yield waiting

    def _is_split(self, left: Word, right: Word) -> bool:
        joined = left.text + right.text
        return (
            joined in self._counts
            and len(joined) >= _SHORTEST_JOINED
            and left.clause == right.clause
            and not (self._is_known(left.text) and self._is_known(right.text))
        )

    def _tokens(self, text: Iterable[Word]) -> Iterator[Token]:
        for word, sentence, clause in text:
            # What is longer is no word, and would only fill the memory.
            meanings = self._remembered_meanings if len(word) <= _LONGEST_REMEMBERED else self._meanings
            for stems, is_stop, is_known, corrections in meanings(word):
                yield Token(word, stems, sentence, clause, is_stop, is_known, corrections)

    def _meanings(self, word: str) -> tuple[_Meaning, ...]:
        """What a word is taken for: itself, words it is a misspelling of, or two words written as one."""
        if word in self._counts or word in self._canonical or word in self._ordinary:
            return (self._meaning((word,)),)
        corrections = self._speller.candidates(word)
        if self._is_known(word) and not self._is_slip(word, corrections):
            return (self._meaning((word,)),)
        if corrections and corrections[0] not in self._contractions:
            return (self._meaning(corrections, corrections),)
        parts = self._contractions[corrections[0]] if corrections else self._parts(word)
        return tuple(self._meaning((part,), parts) for part in parts) or (self._meaning((word,)),)

    def _is_slip(self, word: str, corrections: Sequence[str]) -> bool:
        """Whether a word is a slip of others, and only by chance has the stem of a word of the pack."""
        stem = self.stem(word)
        return bool(corrections) and not word.startswith(stem) and stem not in map(self.stem, corrections)

    def _meaning(self, meant: Sequence[str], corrections: tuple[str, ...] = ()) -> _Meaning:
        stems = tuple(dict.fromkeys(self.stem(each) for each in meant))
        return _Meaning(stems, stems[0] in self._stops, stems[0] in self._stem_counts, corrections)

    def _is_known(self, word: str) -> bool:
        return word in self._counts or word in self._canonical or self.stem(word) in self._stem_counts

    def _parts(self, word: str) -> tuple[str, ...]:
        """The two words of the pack that an unknown word is made of, or nothing."""
        for place in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 2, -1):
            left, right = word[:place], word[place:]
            if left in self._counts and right in self._counts:
                return left, right
        return ()
