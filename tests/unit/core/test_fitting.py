"""What is learnt from cases: weights that prefer what is right, and thresholds that keep to the stated rates."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.fitting import (
    NEEDLESS_QUESTION_RATE,
    OUT_OF_SCOPE_RATE,
    WRONG_ANSWER_RATE,
    Judgement,
    Question,
    Truth,
    fit,
    fit_weights,
    is_answered,
    judge,
    reliability,
    set_thresholds,
)
from bot.core.matching import Contender, Label, LabelKind

RYE = Label("rye", LabelKind.TOPIC)
WHEAT = Label("wheat", LabelKind.TOPIC)


def question(number: int, truth: Truth, tells: float, misleads: float = 0.0) -> Question:
    """A text whose right answer shows by the feature `tells`, with noise in `misleads`."""
    rye = Contender(RYE, {"tells": tells, "misleads": misleads})
    wheat = Contender(WHEAT, {"tells": 0.0, "misleads": -misleads})
    nothing = Contender(None, {"is_nothing": 1.0})
    is_ours = truth is Truth.OURS
    return Question(f"text {number}", truth, (rye, wheat, nothing), (is_ours, False, not is_ours))


def questions(count: int) -> tuple[Question, ...]:
    """Questions of both kinds, with some noise, always the same."""
    chance = random.Random(7)
    return tuple(
        question(
            number,
            Truth.OURS if number % 2 else Truth.ELSEWHERE,
            (2.0 if number % 2 else -1.0) + chance.gauss(0, 0.5),
            chance.gauss(0, 1),
        )
        for number in range(count)
    )


def test_a_feature_that_tells_gets_a_greater_weight_than_one_that_does_not() -> None:
    weights = fit_weights(questions(200))

    assert weights["tells"] > 5 * abs(weights["misleads"])


def test_fitting_again_gives_the_same_numbers() -> None:
    assert fit(questions(120)) == fit(questions(120))


def test_where_the_search_starts_does_not_matter() -> None:
    asked = questions(200)
    afresh, from_afar = fit_weights(asked), fit_weights(asked, {"tells": -3.0, "misleads": 4.0, "is_nothing": 2.0})

    assert from_afar == pytest.approx(afresh, abs=0.02)


def test_questions_that_can_teach_nothing_change_nothing() -> None:
    asked = questions(60)
    hopeless = Question("lost", Truth.OURS, asked[1].contenders, (False, False, False))
    kept = [each for each in asked if each.text != hopeless.text]

    assert set(fit_weights([*kept, hopeless])) == set(fit_weights(kept))


def test_weights_make_the_right_answer_the_likeliest() -> None:
    asked = questions(200)
    weights = fit_weights(asked)
    ours = [judge(weights, each) for each in asked if each.truth is Truth.OURS]

    assert sum(each.is_right for each in ours) >= 0.95 * len(ours)


def test_nothing_to_fit_to_is_refused() -> None:
    with pytest.raises(ValueError, match="no questions"):
        fit(())


def judged(truth: Truth, ours: float, best: float, *, is_right: bool) -> Judgement:
    return Judgement(question(0, truth, 1.0), 0.0, 0.0, ours, best, best / 2, is_right, best if is_right else 0.01)


@given(st.lists(st.tuples(st.sampled_from(Truth), st.floats(0, 1), st.floats(0, 1), st.booleans()), max_size=60))
def test_the_thresholds_keep_to_the_stated_rates(drawn: list[tuple[Truth, float, float, bool]]) -> None:
    judgements = [judged(truth, ours, ours * part, is_right=is_right) for truth, ours, part, is_right in drawn]
    fitted = set_thresholds({}, {}, judgements, judgements)
    ours = [each for each in judgements if each.question.truth is Truth.OURS]
    elsewhere = [each for each in judgements if each.question.truth is Truth.ELSEWHERE]

    assert sum(is_answered(each, fitted) for each in elsewhere) <= OUT_OF_SCOPE_RATE * len(elsewhere)
    wrong = sum(is_answered(each, fitted) and not each.is_right for each in ours)
    assert wrong <= WRONG_ANSWER_RATE * len(ours)


def test_where_everything_is_right_everything_is_answered() -> None:
    sure = [judged(Truth.OURS, 0.9, 0.8, is_right=True)] * 20 + [judged(Truth.ELSEWHERE, 0.1, 0.1, is_right=False)] * 20
    fitted = set_thresholds({}, {}, sure, sure)

    assert all(is_answered(each, fitted) for each in sure if each.question.truth is Truth.OURS)


def test_the_reliability_table_counts_every_answer_once() -> None:
    learnt = fit(questions(200))
    bands = reliability(learnt)

    assert sum(band.answers for band in bands) == sum(is_answered(each, learnt.fitted) for each in learnt.judgements)
    assert all(0 <= band.right <= band.answers for band in bands)


@given(st.lists(st.tuples(st.sampled_from(Truth), st.floats(0, 1)), min_size=1, max_size=200))
def test_a_needless_question_is_as_rare_as_stated(drawn: list[tuple[Truth, float]]) -> None:
    alarms = [Judgement(question(0, truth, 1.0), danger, danger, 1.0, 1.0, 1.0, True, 1.0) for truth, danger in drawn]

    fitted = set_thresholds({}, {}, alarms, alarms)

    calm = [each for each in alarms if each.question.truth in (Truth.OURS, Truth.HARMLESS)]
    assert fitted.ask_warm == fitted.ask
    assert sum(each.danger >= fitted.ask for each in calm) <= NEEDLESS_QUESTION_RATE * len(calm) or not calm
