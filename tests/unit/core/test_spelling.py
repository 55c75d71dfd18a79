"""Which words an unknown word is taken for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.spelling import Speller
from bot.core.text import words
from bot.core.vocabulary import all_texts
from tests.support.talk import bread

SOUNDS = (("ph", "f"), ("kn", "n"), ("ck", "k"), ("c", "k"))
COUNTS = {
    "knead": 20,
    "crumb": 10,
    "crust": 40,
    "flour": 30,
    "yeast": 25,
    "phase": 2,
    "oven": 50,
    "bake": 30,
    "sourdough": 9,
}
ORDINARY = frozenset({"crush", "house", "floor", "don't"})
SPELLER = Speller(COUNTS, SOUNDS, ORDINARY)
PACK_WORDS = sorted(
    {
        word.text
        for text in all_texts(bread().knowledge)
        for word in words(text)
        if word.text.isalpha() and len(word.text) >= 7
    }
)


def slips(word: str) -> list[str]:
    """A word with each of its inner letters left out, typed twice, and swapped with the next."""
    inner = range(1, len(word) - 1)
    return [
        *(word[:place] + word[place + 1 :] for place in inner),
        *(word[:place] + word[place] + word[place:] for place in inner),
        *(word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in inner),
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("crst", "crust"),
        ("crustt", "crust"),
        ("rcust", "crust"),
        ("ceust", "crust"),
        ("flours", "flour"),
        ("neaad", "knead"),
        ("fase", "phase"),
        ("krumb", "crumb"),
        ("soudrough", "sourdough"),
    ],
)  # fmt: skip
def test_a_slip_or_a_spelling_by_ear_is_mended(typed: str, meant: str) -> None:
    assert SPELLER.candidates(typed)[0] == meant


def test_nothing_near_is_no_correction() -> None:
    assert SPELLER.candidates("helicopter") == ()


@pytest.mark.parametrize("text", ["", "x", "ov", "cr4st", "2026", "🥖🥖🥖🥖"])
def test_what_is_too_short_or_no_word_is_left_alone(text: str) -> None:
    assert SPELLER.candidates(text) == ()


def test_a_word_of_three_letters_is_mended_only_where_two_are_swapped() -> None:
    speller = Speller({"rye": 5, "the": 90}, (), frozenset())

    assert speller.candidates("rey") == ("rye",)
    assert speller.candidates("hte") == ("the",)
    assert speller.candidates("rys") == ()


def test_the_key_beside_is_likelier_than_one_far_off() -> None:
    assert Speller({"crust": 1, "crumt": 1}, ()).candidates("crunt") == ("crumt",)


def test_of_words_as_near_the_one_used_oftener_is_meant() -> None:
    assert Speller({"bread": 90, "breed": 2}, ()).candidates("bresd") == ("bread",)


def test_words_that_are_as_likely_are_all_kept() -> None:
    assert Speller({"boat": 5, "coat": 5}, ()).candidates("moat") == ("boat", "coat")


def test_a_slip_of_an_ordinary_word_is_not_taken_for_a_word_of_the_pack() -> None:
    assert Speller(COUNTS, SOUNDS).candidates("crusg") == ("crust",)
    assert SPELLER.candidates("flooor") == ("floor",)


def test_no_correction_has_an_apostrophe() -> None:
    assert SPELLER.candidates("donxt") == ()


@given(st.text(max_size=60))
def test_any_text_has_at_most_three_corrections_each_a_word_that_is_known(text: str) -> None:
    found = SPELLER.candidates(text)

    assert len(found) <= 3
    assert set(found) <= COUNTS.keys() | ORDINARY


def test_nearly_every_slip_in_a_long_word_of_a_pack_is_mended() -> None:
    speller = Speller(dict.fromkeys(PACK_WORDS, 1), SOUNDS)
    mended = [
        speller.candidates(slip)[:1] == (word,) for word in PACK_WORDS for slip in slips(word) if slip not in PACK_WORDS
    ]

    assert len(mended) > 1000
    assert sum(mended) / len(mended) > 0.95
