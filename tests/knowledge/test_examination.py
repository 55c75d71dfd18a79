"""A case is judged by what came of it: right, nearly right, a question back, silence, or wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.content.cases import Cases
from bot.content.examination import Examination, Part, Verdict, examine, trials
from bot.content.loader import load_knowledge
from bot.core.conversation import Conversation
from tests.support.packs import BREAD

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
WHEEZING = "I am wheezing, I cannot breathe"
SWOLLEN = "my lips are swollen"


@pytest.fixture(scope="module")
def baker() -> Conversation:
    return Conversation(load_knowledge(BREAD))


def examined(baker: Conversation, **cases: Any) -> Examination:
    return examine(baker, trials(Cases.model_validate(cases)), NOON)


def verdict(baker: Conversation, **cases: Any) -> Verdict:
    """The verdict on the only case."""
    (result,) = examined(baker, **cases).results
    return result.verdict


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({"text": "why is my crust pale"}, Verdict.RIGHT),
        ({"text": "why is my crust pale", "aspect": "causes"}, Verdict.RIGHT),
        ({"text": "why is my crust pale", "aspect": "danger"}, Verdict.OTHER_ASPECT),
        ({"text": "qwerty uiop"}, Verdict.SILENT),
        ({"text": "why does bread go stale"}, Verdict.WRONG),
        ({"text": "why does bread go stale", "also": ["stale_bread"]}, Verdict.RIGHT),
        ({"text": WHEEZING}, Verdict.WRONG),
    ],
)
def test_a_question_is_right_by_the_topic_and_aspect_it_is_answered_with(
    baker: Conversation, case: dict[str, object], expected: Verdict
) -> None:
    assert verdict(baker, topics={"pale_crust": [case]}) is expected


def test_an_act_is_right_if_it_is_recognised(baker: Conversation) -> None:
    assert verdict(baker, acts={"thanks": ["many thanks"]}) is Verdict.RIGHT
    assert verdict(baker, acts={"goodbye": ["many thanks"]}) is Verdict.WRONG


def test_what_is_out_of_scope_must_not_be_answered(baker: Conversation) -> None:
    assert verdict(baker, out_of_scope={"food": ["how do I cook rice"]}) is Verdict.RIGHT
    assert verdict(baker, out_of_scope={"food": ["why is my crust pale"]}) is Verdict.WRONG
    assert verdict(baker, out_of_scope={"food": [WHEEZING]}) is Verdict.WRONG


def test_a_dialogue_is_judged_at_each_turn_that_says_what_is_right(baker: Conversation) -> None:
    turns = [
        {"text": "why is my crust pale", "accept": ["pale_crust"]},
        {"text": "thanks"},
        {"text": "what can I do about it", "accept": ["pale_crust"], "aspect": "relief"},
    ]
    results = examined(baker, follow_ups=[{"turns": turns}]).results
    assert [(len(result.trial.turns), result.verdict) for result in results] == [(1, Verdict.RIGHT), (3, Verdict.RIGHT)]


def test_a_danger_sign_may_be_recognised_at_once_by_a_question_or_not_at_all(baker: Conversation) -> None:
    must = {Verdict.RIGHT: WHEEZING, Verdict.ASKED: SWOLLEN, Verdict.WRONG: "why is my crust pale"}
    for expected, text in must.items():
        assert verdict(baker, red_flags={"allergy": {"must": [[text]], "must_not": []}}) is expected


def test_an_alarm_for_another_red_flag_does_not_count(baker: Conversation) -> None:
    assert verdict(baker, red_flags={"mouldy_bread": {"must": [[WHEEZING]], "must_not": []}}) is Verdict.WRONG


def test_any_turn_of_a_chat_may_raise_the_alarm(baker: Conversation) -> None:
    must = [[WHEEZING, "why is my crust pale"], ["why is my crust pale", WHEEZING]]
    assert [
        result.verdict for result in examined(baker, red_flags={"allergy": {"must": must, "must_not": []}}).results
    ] == [
        Verdict.RIGHT,
        Verdict.RIGHT,
    ]


def test_an_alarm_in_any_turn_of_an_ordinary_chat_is_false(baker: Conversation) -> None:
    for text, expected in ((WHEEZING, Verdict.WRONG), (SWOLLEN, Verdict.ASKED), ("hello", Verdict.RIGHT)):
        chat = [[text, "why is my crust pale"]]
        assert verdict(baker, red_flags={"mouldy_bread": {"must": [], "must_not": chat}}) is expected


def test_scores_of_a_red_flag_tell_questions_from_alarms(baker: Conversation) -> None:
    must, must_not = [[WHEEZING], [SWOLLEN], ["pale crust"], ["stale bread"]], [["hello"], [SWOLLEN]]
    score = examined(baker, red_flags={"allergy": {"must": must, "must_not": must_not}}).flag("allergy")
    assert [score.must.counts[each] for each in (Verdict.RIGHT, Verdict.ASKED, Verdict.WRONG)] == [1, 1, 2]
    assert (score.sensitivity, score.false_alarm_rate) == (0.5, 0.5)


def test_a_red_flag_without_cases_has_no_score(baker: Conversation) -> None:
    score = examined(baker).flag("allergy")
    assert (score.sensitivity, score.false_alarm_rate) == (None, None)


def test_confusions_are_pairs_with_the_commonest_first(baker: Conversation) -> None:
    topics = {"pale_crust": ["why does bread go stale", "my loaf is dense", "stale bread", "why is my crust pale"]}
    cases = {own_id: [{"text": text} for text in texts] for own_id, texts in topics.items()}
    flags = {"allergy": {"must": [[SWOLLEN], ["pale crust"]], "must_not": [[WHEEZING]]}}
    confusions = examined(baker, topics=cases, red_flags=flags).confusions()
    assert [(each.meant, each.heard_as, len(each.results)) for each in confusions] == [
        ("pale_crust", "stale_bread", 2),
        ("no alarm", "urgent: allergy", 1),
        ("pale_crust", "dense_bread", 1),
        ("urgent: allergy", "confirm_red_flag: allergy", 1),
        ("urgent: allergy", "pale_crust", 1),
    ]


def test_the_parts_of_a_test_set_have_scores_of_their_own(baker: Conversation) -> None:
    examination = examined(baker, acts={"thanks": ["many thanks"]}, out_of_scope={"food": ["why is my crust pale"]})
    assert examination.score(Part.ACTS).share(Verdict.RIGHT) == 1.0
    assert examination.score(Part.ACTS, Part.OUT_OF_SCOPE).share(Verdict.RIGHT) == 0.5
    assert examination.score(Part.TOPICS).share(Verdict.RIGHT) == 0.0
