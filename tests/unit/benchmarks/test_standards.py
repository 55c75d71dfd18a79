"""The threshold of a method keeps to the rates on the cases, and its scores become shares of right answers."""

from __future__ import annotations

import pytest

from bot.content.examination import Part, Trial
from bot.core.knowledge import Fitted
from bot.core.replies import ReplyKind
from tests.benchmarks.asking import Answered
from tests.benchmarks.methods import Said
from tests.benchmarks.standards import Standard, standard_for, worth_of

FITTED = Fitted(
    weights={},
    danger_weights={},
    ask=1.0,
    scope=0.0,
    answer=0.0,
    margin=0.0,
    suggest=0.0,
    wrong_answer_rate=0.1,
    out_of_scope_rate=0.5,
    needless_question_rate=0.1,
    aspect_weights={},
)


def answered(topic: str, score: float, part: Part = Part.TOPICS) -> Answered:
    said = Said(ReplyKind.ANSWER, (topic,), (topic,), score)
    return Answered(Trial(part, "right", (), ("text",), ("right",)), (said,), ())


def test_no_more_cases_are_answered_wrong_than_the_rate_allows() -> None:
    cases = [answered("wrong", 0.6), answered("wrong", 0.5)] + [answered("right", 0.1 * score) for score in range(1, 9)]
    standard = standard_for(cases, FITTED)
    kinds = [standard.held_to(case).last.kind for case in cases[:2]]
    assert kinds == [ReplyKind.ANSWER, ReplyKind.FALLBACK]


def test_no_more_cases_out_of_scope_are_answered_than_the_rate_allows() -> None:
    outside = [answered("right", score, Part.OUT_OF_SCOPE) for score in (0.2, 0.4, 0.6, 0.8)]
    assert standard_for([answered("right", 0.9), *outside], FITTED).threshold == 0.4


def test_what_stays_below_the_threshold_speaks_of_nothing_and_keeps_its_ranking() -> None:
    said = Standard(0.5, ()).held_to(answered("right", 0.5)).last
    assert (said.kind, said.topics, said.ranking) == (ReplyKind.FALLBACK, (), ("right",))


def test_a_higher_score_is_never_worth_less() -> None:
    worth = worth_of([(0.1, False), (0.2, True), (0.3, False), (0.4, True), (0.5, True)])
    assert worth == ((0.1, 0.0), (0.2, 0.5), (0.4, 1.0))


def test_confidence_is_the_worth_of_the_score() -> None:
    standard = Standard(0.0, ((0.1, 0.0), (0.2, 0.5), (0.4, 1.0)))
    found = [standard.held_to(answered("right", score)).last.confidence for score in (0.05, 0.25, 0.9)]
    assert found == pytest.approx([0.0, 0.5, 1.0])
