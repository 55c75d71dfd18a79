"""Leanings: which terms speak for which label, learnt of all labels at once."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.leanings import Leanings, Lesson, learn
from bot.core.likelihood import CONCEPT, TERM_KINDS, WORD, Terms


def terms(*words: str, concept: str = "") -> Terms:
    """Terms of which only words and one concept matter."""
    found: list[Mapping[str, float]] = [{} for _ in TERM_KINDS]
    found[WORD] = dict.fromkeys(words, 1.0)
    found[CONCEPT] = {concept: 1.0} if concept else {}
    return found


def lesson(label: str, *words: str, concept: str = "") -> Lesson:
    return Lesson(label, " ".join(words), terms(*words, concept=concept))


LESSONS = [
    lesson("oven", "hot", "door"),
    lesson("oven", "hot", "shelf"),
    lesson("oven", "door", "bread"),
    lesson("flour", "wet", "bread"),
    lesson("flour", "wet", "white"),
    lesson("flour", "white", "hot"),
]


def test_a_word_of_one_label_alone_speaks_for_it_and_against_the_other() -> None:
    leaning = Leanings(learn(LESSONS)).of(terms("door"))

    assert leaning["oven"] > 0 > leaning["flour"]


def test_a_word_that_labels_share_speaks_for_either_less_than_one_of_its_own() -> None:
    leanings = Leanings(learn(LESSONS))

    assert abs(leanings.of(terms("bread")).get("oven", 0.0)) < leanings.of(terms("door"))["oven"]


def test_nothing_is_learnt_of_a_word_that_stands_in_one_example_only() -> None:
    assert Leanings(learn(LESSONS)).of(terms("shelf")) == {}


def test_a_concept_is_not_taken_for_the_word_of_its_name() -> None:
    learnt = learn([lesson(label, f"{label}{number}", concept=label) for label in ("a", "b") for number in range(3)])

    assert Leanings(learnt).of(terms("a")) == {}
    assert Leanings(learnt).of(terms(concept="a"))["a"] > 0


def test_the_same_lessons_in_another_order_teach_the_same() -> None:
    assert learn(LESSONS) == learn(LESSONS[::-1])


def test_what_is_written_stands_with_the_strongest_first() -> None:
    weights = [abs(float(each.split()[-1])) for each in learn(LESSONS)["oven"].split(", ")]

    assert weights == sorted(weights, reverse=True)


def test_a_pack_without_leanings_leans_nowhere() -> None:
    assert Leanings({}).of(terms("hot")) == {}
