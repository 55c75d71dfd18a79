"""Typo twins are the same every time, and differ from the original by one slip in each longer word."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from tests.benchmarks.typos import SHORTEST, mistyped

TEXT = "Why does the dough keep sticking to both my floury hands?"


def test_the_same_text_gets_the_same_typos() -> None:
    assert mistyped(TEXT) == mistyped(TEXT)
    assert mistyped(TEXT) != TEXT


def test_short_words_and_punctuation_stay() -> None:
    twin = mistyped(TEXT)
    kept = [word for word in re.findall(r"\w+", TEXT) if len(word) < SHORTEST]
    assert [word for word in kept if word not in twin.split()] == []
    assert twin.endswith("?")


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=SHORTEST, max_size=14))
def test_a_longer_word_is_one_slip_away(word: str) -> None:
    twin = mistyped(word)
    assert OSA.distance(word, twin) == 1
    assert twin[0] == word[0]
