"""What the normaliser keeps of a text, and what it makes equal."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.text import MAX_LENGTH, normalize, words


def sentences(text: str) -> list[list[str]]:
    """The words of a text, sentence by sentence."""
    found: dict[int, list[str]] = {}
    for word in words(text):
        found.setdefault(word.sentence, []).append(word.text)
    return list(found.values())


def clauses(text: str) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for word in words(text):
        found.setdefault(word.clause, []).append(word.text)
    return list(found.values())


@given(st.text())
@example("ſſſ ﬁﬁﬁ ½ 20MG İİİ")
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_the_short_way_for_plain_letters_ends_where_the_long_one_does(text: str) -> None:
    """A letter with an accent anywhere sends the whole text the long way."""
    assert [word.text for word in words(f"{text} é")] == [*(word.text for word in words(text)), "e"]


@given(st.text(alphabet="abc ,.!?'", max_size=40))
def test_case_changes_nothing(text: str) -> None:
    assert words(text.upper()) == words(text)


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("Déjà VU", "deja vu"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("it’s it‘s it`s it´s", "it's it's it's it's"),
        ("20mg 3am", "20 mg 3 am"),
        ("soooo gooood", "soo good"),
        ("1000", "1000"),
        ("long-haul snake_case", "long haul snake case"),
        ("🥖 good", "🥖 good"),
        ("'quoted' rock 'n' roll", "quoted rock n roll"),
        (" \t\n", ""),
    ],
)
def test_what_is_written_in_many_ways_becomes_one(text: str, normalized: str) -> None:
    assert normalize(text) == normalized


def test_a_sentence_ends_at_its_mark_and_at_the_end_of_a_line() -> None:
    assert sentences("one two. three! four? five; six\nseven") == [
        ["one", "two"], ["three"], ["four"], ["five"], ["six"], ["seven"],
    ]  # fmt: skip


def test_a_dot_within_a_number_or_a_name_ends_nothing() -> None:
    assert len(sentences("2.5 litres at example.org")) == 1


def test_commas_brackets_and_dashes_part_clauses_and_not_sentences() -> None:
    text = "one, two (three) four - five – six"

    assert clauses(text) == [["one"], ["two"], ["three"], ["four"], ["five"], ["six"]]
    assert len(sentences(text)) == 1


def test_a_hyphen_parts_no_clause() -> None:
    assert clauses("a long-haul flight") == [["a", "long", "haul", "flight"]]


def test_a_dash_at_the_end_of_a_line_does_not_hide_the_line_end() -> None:
    assert sentences("one -\ntwo") == [["one"], ["two"]]


def test_no_more_is_read_than_a_message_can_hold() -> None:
    assert len(normalize("ab" * MAX_LENGTH)) == MAX_LENGTH
