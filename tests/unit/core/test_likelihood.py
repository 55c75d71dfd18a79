"""The language models of labels: a text is likeliest under the label whose examples speak like it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.likelihood import CONCEPT, NEIGHBOURS, PAIR, STOP_WORD, TERM_KINDS, WORD, Likelihood, Terms, terms
from tests.support.talk import bread_lexicon


def words(*each: str) -> Terms:
    """Terms of which only the words matter."""
    found: list[Mapping[str, float]] = [{} for _ in TERM_KINDS]
    found[WORD] = dict.fromkeys(each, 1.0)
    return found


LABELS = [
    [words("oven", "hot"), words("oven", "cold")],
    [words("flour", "wet"), words("flour", "dry"), words("flour", "hot")],
]


def test_the_label_whose_examples_use_the_word_explains_it_better() -> None:
    likelihood = Likelihood(LABELS, 10.0)

    of_oven, of_flour = likelihood.rough(likelihood.gather(words("oven")))

    assert of_oven > of_flour


def test_a_word_that_every_label_uses_alike_tells_less_than_one_of_a_single_label() -> None:
    likelihood = Likelihood(LABELS, 10.0)

    shared = likelihood.gather(words("hot")).by_kind[WORD][0]
    own = likelihood.gather(words("oven")).by_kind[WORD][0]

    assert own > shared > 0


def test_a_word_nobody_knows_speaks_for_no_label_and_weighs_nothing() -> None:
    gains = Likelihood(LABELS, 10.0).gather(words("zeppelin"))

    assert gains.mass == 0.0
    assert not any(any(row) for row in gains.by_kind)


def test_half_a_word_counts_half() -> None:
    likelihood = Likelihood(LABELS, 10.0)
    half = [dict.fromkeys(shares, 0.5) for shares in words("oven")]

    assert likelihood.gather(half).by_kind[WORD][0] == pytest.approx(
        likelihood.gather(words("oven")).by_kind[WORD][0] / 2
    )


@given(st.lists(st.sampled_from(["oven", "hot", "cold", "flour", "wet", "zeppelin"]), unique=True))
def test_gains_are_never_negative_and_the_known_share_is_never_more_than_the_text(said: list[str]) -> None:
    gains = Likelihood(LABELS, 10.0).gather(words(*said))

    assert all(gain >= 0 for row in gains.by_kind for gain in row)
    assert gains.mass <= len(said)


def test_a_text_is_taken_apart_into_meanings_words_pairs_and_neighbours() -> None:
    found = terms(bread_lexicon().read("why is my dough sticky"))

    assert {"dough", "sticky"} <= set(found[CONCEPT])
    assert "dough+sticky" in found[PAIR]
    assert "my" in found[STOP_WORD]
    assert "my dough" in found[NEIGHBOURS]


@given(st.text(max_size=80))
def test_any_text_has_terms_whose_shares_lie_between_nothing_and_one(text: str) -> None:
    assert all(0 < share <= 1 for shares in terms(bread_lexicon().read(text)) for share in shares.values())
