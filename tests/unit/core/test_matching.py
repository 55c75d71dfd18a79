"""Which topic a text is about, with a pack on a subject of its own."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.features import MEANINGS
from bot.core.matching import Candidate, LabelKind, Matcher, confidences, leaving_out
from tests.support.talk import bread, bread_lexicon


@cache
def matcher() -> Matcher:
    return Matcher(bread().knowledge, bread_lexicon())


def rank(text: str) -> tuple[Candidate, ...]:
    return matcher().rank(bread_lexicon().read(text))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("why is my bread so dense", "dense_bread"),
        ("the dough is much too sticky", "sticky_dough"),
        ("how long should I knead", "kneading"),
        ("hello", "greeting"),
    ],
)
def test_the_topic_that_is_spoken_of_comes_first(text: str, label: str) -> None:
    assert rank(text)[0].label.id == label


def test_a_misspelt_text_is_about_the_same_topic() -> None:
    assert rank("why is my bred so dence")[0].label.id == "dense_bread"


def test_something_of_another_subject_is_not_taken_for_ours() -> None:
    ours = sum(each.confidence for each in rank("how do I fry an egg") if each.label.kind is LabelKind.TOPIC)

    assert ours < 0.5


@given(st.text(max_size=120))
def test_candidates_come_best_first_and_leave_room_for_nothing_at_all(text: str) -> None:
    found = [each.confidence for each in rank(text)]

    assert found == sorted(found, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in found)
    assert sum(found) <= 1 + 1e-9


@given(st.text(max_size=120))
def test_the_same_text_is_always_ranked_the_same(text: str) -> None:
    assert rank(text) == rank(text)


def test_every_feature_of_every_contender_is_explained() -> None:
    for text in ("why is my bread so dense", "hello", "how do I fry an egg", "zzz"):
        for contender in matcher().contenders(bread_lexicon().read(text)):
            assert contender.features.keys() <= MEANINGS.keys()


def test_nothing_at_all_is_always_among_the_contenders() -> None:
    assert [each.label for each in matcher().contenders(bread_lexicon().read(""))] == [None]


def test_a_greater_weight_on_what_speaks_for_a_contender_makes_it_likelier() -> None:
    contenders = [{"word": 2.0}, {"word": 1.0}]

    assert confidences({"word": 1.0}, contenders)[0] < confidences({"word": 3.0}, contenders)[0]


def test_a_label_left_out_gives_its_confidence_to_the_others() -> None:
    candidates = rank("why is my bread so dense")
    kept = leaving_out(candidates, {candidates[0].label.id})

    assert candidates[0].label.id not in {each.label.id for each in kept}
    assert all(after.confidence >= before.confidence for before, after in zip(candidates[1:], kept, strict=True))
