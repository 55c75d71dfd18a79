"""How a text is read: what its words are taken for, and the concepts found among them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.knowledge import Concept
from bot.core.lexicon import Lexicon, Reading
from bot.core.vocabulary import all_texts
from bot.core.wordings import Span
from tests.support.talk import bread

KNOWLEDGE = bread().knowledge
ORDINARY = KNOWLEDGE.ordinary_words | {"dance", "dent", "heave", "know", "crush", "we've", "shale", "stark", "flout"}
LEXICON = Lexicon(KNOWLEDGE.vocabulary, all_texts(KNOWLEDGE), ORDINARY)


def read(text: str) -> Reading:
    return LEXICON.read(text)


def stems(text: str) -> list[tuple[str, ...]]:
    return [token.stems for token in read(text).tokens]


@given(st.text())
def test_any_text_has_a_reading(text: str) -> None:
    reading = read(text)

    assert reading.text == text
    assert all(token.stems and token.text for token in reading.tokens)
    assert all(0 <= span.start < span.end <= len(reading.tokens) for span in reading.concepts)


@given(st.lists(st.sampled_from(["My", "crust", "isn't", "as", "Dense", "braed", "20", "don't", "loaves"]), max_size=8))
def test_case_and_punctuation_never_change_the_stems(written: list[str]) -> None:
    plain = stems(" ".join(written))

    assert stems(" ".join(written).upper()) == plain
    assert stems(", ".join(written) + "?!") == plain
    assert stems("... ".join(written)) == plain


@given(st.sampled_from(sorted(word for word in ORDINARY if word.isalpha())))
def test_a_correctly_spelt_ordinary_word_is_never_corrected(word: str) -> None:
    (token,) = read(word).tokens

    assert token.corrections == ()
    assert token.stems == (LEXICON.stem(word),)


@pytest.mark.parametrize(
    ("typed", "concept"),
    [
        ("my bred is flat", "bread"),
        ("braed", "bread"),
        ("loafs of bagette", "bread"),
        ("too stickky", "sticky"),
        ("kneeding", "kneading"),
        ("frezer", "freezing"),
        ("the sourdoughbread", "bread"),
        ("in thefreezer", "freezing"),
        ("over night", "resting"),
        ("heat wave", "heat"),
    ],
)
def test_a_misspelling_still_names_its_concept(typed: str, concept: str) -> None:
    assert concept in read(typed).concept_names


def test_a_text_is_read_the_same_while_readings_are_kept() -> None:
    plain = read("a braed too stickky")
    with LEXICON.reading_nothing_twice():
        kept = read("a braed too stickky")
        assert read("a braed too stickky") is kept

    assert (kept.tokens, kept.concepts) == (plain.tokens, plain.concepts)
    assert read("a braed too stickky") is not kept


def test_a_token_tells_what_it_was_corrected_to() -> None:
    (token,) = read("baguete").tokens

    assert (token.text, token.corrections) == ("baguete", ("baguette",))


def test_two_words_written_as_one_are_two_tokens() -> None:
    assert stems("breadcrust") == [("bread",), ("crust",)]


def test_two_words_that_stand_in_two_clauses_are_never_made_one() -> None:
    assert len(read("over, night").tokens) == 2
    assert len(read("over night").tokens) == 1


@pytest.mark.parametrize("written", ["it isn't brown", "it is not brown", "IT ISN’T BROWN"])
def test_a_contraction_is_read_written_out(written: str) -> None:
    assert [token.text for token in read(written).tokens] == ["it", "is", "not", "brown"]


def test_a_contraction_the_pack_does_not_know_is_taken_apart_and_not_corrected() -> None:
    assert [(token.text, token.corrections) for token in read("we've").tokens] == [("we", ()), ("ve", ())]


def test_a_possessive_is_the_word_itself() -> None:
    assert stems("the loaf's crust") == stems("the loaf crust")


def test_other_spellings_have_the_stem_of_the_word_they_stand_for() -> None:
    assert stems("moldy flower") == stems("mouldy flour")


def test_a_concept_may_ask_for_any_number() -> None:
    spell = Concept(group="time", wordings=("<number> hours",))
    vocabulary = KNOWLEDGE.vocabulary.model_copy(update={"concepts": {"spell": spell}})
    reading = Lexicon(vocabulary, ["hours"], ORDINARY).read("rest it 20 hours or 3h")

    assert set(reading.concepts) == {Span("spell", 2, 4), Span("number", 2, 3), Span("number", 5, 6)}


@pytest.mark.parametrize("wording", ["can't rise", "cannot rise", "can not rise", "Can’t rise"])
def test_a_wording_is_normalised_as_the_text_is(wording: str) -> None:
    index = LEXICON.index({"it": [wording]})

    for text in ("it can't rise", "it cannot rise", "IT CAN NOT RISE"):
        assert [(span.start, span.end) for span in index.find(read(text).sighting)] == [(1, 4)]


def test_a_number_in_a_wording_may_be_written_with_its_unit() -> None:
    index = LEXICON.index({"it": ["5kg flour"]})

    assert index.find(read("5 kg flour").sighting) == (Span("it", 0, 3),)


def test_stop_words_and_words_of_the_pack_are_told_from_others() -> None:
    the, crust, zeppelin = read("the crust zeppelin").tokens

    assert (the.is_stop, crust.is_stop, zeppelin.is_stop) == (True, False, False)
    assert (the.is_known, crust.is_known, zeppelin.is_known) == (True, True, False)
