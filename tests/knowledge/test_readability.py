"""The reading grade is Flesch and Kincaid's, with syllables as they are spoken."""

from __future__ import annotations

import pytest

from bot.content.readability import english_syllables, grade


@pytest.mark.parametrize(
    ("word", "count"),
    [("flour", 2), ("loaf", 1), ("magnesium", 4), ("emergency", 4), ("tablets", 2), ("swollen", 2), ("wakes", 1)],
)
def test_syllables_are_counted_as_spoken(word: str, count: int) -> None:
    assert english_syllables()(word) == count


@pytest.mark.parametrize(("word", "count"), [("oedema", 3), ("yoghurt", 2), ("insole", 2), ("litre", 2), ("kg", 1)])
def test_a_word_the_dictionary_lacks_has_a_syllable_for_each_group_of_vowels(word: str, count: int) -> None:
    assert english_syllables()(word) == count


def test_the_grade_is_that_of_the_formula() -> None:
    # Six words of eight syllables in two sentences.
    text = "The loaf is stale. Bake another!"
    assert grade(text, english_syllables()) == pytest.approx(0.39 * 6 / 2 + 11.8 * 8 / 6 - 15.59)


def test_longer_words_and_longer_sentences_are_harder() -> None:
    syllables = english_syllables()
    easy = grade("Bake it hot. Let it cool.", syllables)
    assert grade("Bake it hot and let it cool.", syllables) > easy
    assert grade("Bake it thoroughly. Let it refrigerate.", syllables) > easy


def test_lines_end_sentences_and_numbers_do_not_count() -> None:
    assert grade("Bake it\nEat it", len) == grade("Bake it. Eat it.", len) == grade("Bake it 30. Eat it 2.", len)


def test_a_text_without_words_has_grade_nought() -> None:
    assert grade("... 30!", len) == 0.0
