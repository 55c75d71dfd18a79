"""The language of wordings: what each sign of it asks for, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.wordings import Sighting, Span, WordingIndex, parse

STOPS = frozenset({"the", "a", "my", "is"})
ANYTHING = st.lists(st.sampled_from("abcde"), min_size=1, max_size=8)


def sight(text: str) -> Sighting:
    """A text of bare words in which a full stop by itself ends a sentence."""
    stems: list[tuple[str, ...]] = []
    sentences: list[int] = []
    sentence = 0
    for word in text.split():
        if word == ".":
            sentence += 1
        else:
            stems.append(tuple(word.split("|")))
            sentences.append(sentence)
    return Sighting(stems, sentences, [each[0] in STOPS for each in stems])


def find(wording: str, text: str, *known: Span) -> list[tuple[int, int]]:
    """Where a wording stands in a text: first word, and the one after the last."""
    return [(span.start, span.end) for span in WordingIndex({"it": [wording]}, str).find(sight(text), known)]


def test_words_stand_in_order() -> None:
    assert find("crust burns", "crust burns") == [(0, 2)]
    assert find("crust burns", "burns crust") == []


@pytest.mark.parametrize("between", ["the", "the my is a", "black", "the black is"])
def test_stop_words_and_one_other_word_may_stand_between(between: str) -> None:
    assert len(find("crust burns", f"crust {between} burns")) == 1


def test_two_other_words_may_not_stand_between() -> None:
    assert find("crust burns", "crust black dough burns") == []


def test_three_dots_let_six_other_words_stand_between() -> None:
    assert find("crust ... burns", "crust b c d e f g burns") == [(0, 8)]
    assert find("crust ... burns", "crust b c d e f g h burns") == []


def test_a_plus_lets_nothing_stand_between_not_even_a_stop_word() -> None:
    assert find("crust+burns", "crust burns") == [(0, 2)]
    assert find("crust+burns", "crust the burns") == []


def test_a_slash_parts_words_of_which_either_will_do() -> None:
    assert find("crust/crumb burns", "crumb burns") == [(0, 2)]
    assert find("burns crust/crumb", "burns crust") == [(0, 2)]
    assert find("crust/crumb burns", "dough burns") == []


def test_a_concept_stands_for_all_its_wordings_however_long() -> None:
    loaf = Span("loaf", 1, 3)

    assert find("<loaf> burns", "my sour dough burns", loaf) == [(1, 4)]
    assert find("burns <loaf>", "burns sour dough", loaf) == [(0, 3)]
    assert find("<roll>/<loaf> burns", "my sour dough burns", loaf) == [(1, 4)]
    assert find("<roll> burns", "my sour dough burns", loaf) == []


def test_a_concept_by_itself_is_a_wording() -> None:
    assert find("<loaf>", "my sour dough", Span("loaf", 1, 3)) == [(1, 3)]


def test_a_wording_never_reaches_over_the_end_of_a_sentence() -> None:
    assert find("crust burns", "crust . burns") == []
    assert find("crust ... burns", "crust . burns . crust burns") == [(2, 4)]


def test_a_wording_stands_as_often_as_it_is_said() -> None:
    assert find("crust burns", "crust burns dough dough crust burns") == [(0, 2), (4, 6)]


def test_of_two_wordings_that_begin_together_the_longer_is_kept() -> None:
    index = WordingIndex({"it": ["crust", "crust burns", "crust burns black"]}, str)

    assert index.find(sight("crust burns black")) == (Span("it", 0, 3),)


def test_a_word_that_may_mean_several_is_found_as_each() -> None:
    assert find("burns", "barns|burns") == [(0, 1)]
    assert find("crust burns", "crest|crust barns|burns") == [(0, 2)]


def test_both_sides_are_stemmed() -> None:
    index = WordingIndex({"it": ["burning crusts"]}, lambda word: word.removesuffix("ing").removesuffix("s"))

    assert index.find(sight("burn crust")) == (Span("it", 0, 2),)


@pytest.mark.parametrize("wording", ["", " ", "...", "+", "... +"])
def test_a_wording_of_no_word_is_refused(wording: str) -> None:
    with pytest.raises(ValueError, match="nothing to match"):
        parse(wording, str)


@given(st.lists(st.lists(st.sampled_from("abcde"), min_size=1, max_size=4), min_size=1), ANYTHING)
def test_which_word_is_rarest_changes_how_a_wording_is_looked_up_and_not_whether_it_is_found(
    wordings: list[list[str]], text: list[str]
) -> None:
    written = {str(number): [" ".join(wording)] for number, wording in enumerate(wordings)}
    sighting = sight(" ".join(text))
    plain = WordingIndex(written, str).find(sighting)

    for counts in ({"a": 9, "b": 5, "c": 1}, {"d": 7, "c": 3}):
        assert sorted(WordingIndex(written, str, counts).find(sighting)) == sorted(plain)


@given(ANYTHING)
def test_a_text_without_gaps_is_found_by_its_own_words(text: list[str]) -> None:
    assert (0, len(text)) in find("+".join(text), " ".join(text))
