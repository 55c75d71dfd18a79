"""What the bot does, turn by turn, with a pack on a subject of its own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.conversation import State
from bot.core.knowledge import Aspect
from bot.core.replies import Choice, ReplyKind, Role
from bot.errors import UnknownChoiceError
from tests.support.talk import NOON, Talk, bread, labels, said


@pytest.fixture
def talk() -> Talk:
    return Talk(bread())


def test_a_question_is_answered_by_topic_and_aspect(talk: Talk) -> None:
    reply = talk.says("why is my bread so dense")

    assert (reply.kind, reply.topics, reply.aspect) == (ReplyKind.ANSWER, ("dense_bread",), Aspect.CAUSES)
    assert "too little time" in reply.text


def test_a_question_without_a_topic_goes_on_from_the_last_one(talk: Talk) -> None:
    talk.says("why is my bread so dense")

    reply = talk.says("what can I do about it?")

    assert (reply.topics, reply.aspect) == (("dense_bread",), Aspect.RELIEF)


def test_after_half_an_hour_the_topic_is_forgotten(talk: Talk) -> None:
    talk.says("why is my bread so dense")
    talk.waits(minutes=30)

    assert talk.says("what can I do about it?").kind is not ReplyKind.ANSWER


def test_just_before_half_an_hour_it_is_not(talk: Talk) -> None:
    talk.says("why is my bread so dense")
    talk.waits(minutes=29, seconds=59)

    assert talk.says("what can I do about it?").topics == ("dense_bread",)


@pytest.mark.parametrize("typed", ["What helps?", "what helps", "WHAT HELPS", "1"])
def test_a_choice_can_be_typed_by_its_words_or_its_number(talk: Talk, typed: str) -> None:
    reply = talk.says("why is my bread so dense")
    assert labels(reply)[0] == "What helps?"

    assert talk.says(typed).aspect is Aspect.RELIEF


def test_a_picked_choice_answers_like_the_typed_one(talk: Talk) -> None:
    talk.says("why is my bread so dense")

    assert talk.picks("What helps?").text == bread().hear("what helps", talk.state, NOON).reply.text


@pytest.mark.parametrize("text", ["?", "...", "   "])
def test_whoever_says_no_word_is_asked_what_they_would_like_to_know(talk: Talk, text: str) -> None:
    talk.says("why is my bread so dense")

    reply = talk.says(text)

    assert reply.kind is ReplyKind.FALLBACK
    assert reply.text == bread().knowledge.wording.nothing_said


def test_a_sure_danger_sign_is_answered_first_and_alone(talk: Talk) -> None:
    reply = talk.says("I can not breathe since I ate it. Also why is my bread so dense?")

    assert (reply.kind, reply.topics) == (ReplyKind.URGENT, ("allergy",))
    assert "dense" not in reply.text.lower()
    assert reply.choices == ()


def test_signs_said_in_several_turns_add_up(talk: Talk) -> None:
    assert talk.says("there was green fur on my loaf").kind is not ReplyKind.URGENT
    assert talk.says("I ate some").kind is ReplyKind.CONFIRM_RED_FLAG

    assert talk.says("now I am vomiting").kind is ReplyKind.URGENT


def test_signs_are_forgotten_with_the_state(talk: Talk) -> None:
    talk.says("there was green fur on my loaf")
    talk.waits(hours=1)

    assert talk.says("I ate some bread").kind not in (ReplyKind.URGENT, ReplyKind.CONFIRM_RED_FLAG)


def test_a_near_danger_sign_asks_one_question_and_yes_is_urgent(talk: Talk) -> None:
    question = talk.says("I ate mouldy bread")
    assert question.kind is ReplyKind.CONFIRM_RED_FLAG
    assert labels(question) == ["Yes", "No"]

    assert talk.says("yes").kind is ReplyKind.URGENT


def test_no_gives_the_answer_the_person_came_for_after_a_safety_line(talk: Talk) -> None:
    talk.says("I ate mouldy bread, why is my bread so dense")

    reply = talk.picks("No")

    assert reply.topics == ("dense_bread",)
    assert reply.paragraphs[0].role is Role.SAFETY


def test_anything_else_gets_the_careful_text_and_no_second_question(talk: Talk) -> None:
    talk.says("I ate mouldy bread")

    reply = talk.says("why is my bread so dense")
    again = talk.says("I ate mouldy bread, why is my bread so dense")

    assert said(reply, Role.SAFETY)[0] == "If you are not sure, call 112."
    assert reply.topics == ("dense_bread",)
    assert again.kind is not ReplyKind.CONFIRM_RED_FLAG
    assert said(again, Role.SAFETY)[0] == "If you are not sure, call 112."


def test_a_stale_choice_is_refused_by_name(talk: Talk) -> None:
    with pytest.raises(UnknownChoiceError, match="ask:gone:causes"):
        talk.conversation.choose("ask:gone:causes", State(), NOON)


@pytest.mark.parametrize("choice", ["", ":", "ask", "ask:dense_bread", "ask:dense_bread:taste", "yes:", "x:y:z"])
def test_a_malformed_choice_is_refused(talk: Talk, choice: str) -> None:
    with pytest.raises(UnknownChoiceError):
        talk.conversation.choose(choice, State(), NOON)


def test_a_question_on_another_subject_is_not_answered(talk: Talk) -> None:
    reply = talk.says("who won the football last night")

    assert reply.kind in (ReplyKind.OUT_OF_SCOPE, ReplyKind.FALLBACK)
    assert reply.topics == ()


def test_the_same_state_and_words_give_the_same_turn() -> None:
    state = State()

    first = bread().hear("why is my bread so dense", state, NOON)

    assert first.reply == bread().hear("why is my bread so dense", state, NOON).reply


def test_an_explanation_tells_what_was_read_and_weighed(talk: Talk) -> None:
    turn = talk.conversation.hear("why is my braed so dense", State(), NOON)

    data = turn.explanation.to_dict()
    assert data["outcome"] == "Answer"
    assert data["candidates"][0]["id"] == "dense_bread"
    assert data["corrections"]["braed"] == "bread"
    assert "bread" in "\n".join(turn.explanation.lines())


@given(st.text(max_size=300))
def test_any_text_at_all_gets_a_reply(text: str) -> None:
    turn = bread().hear(text, State(), NOON)

    assert turn.reply.text.strip()
    assert 0.0 <= turn.reply.confidence <= 1.0
    assert all(len(choice.id.encode()) <= 64 for choice in turn.reply.choices)


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_conversation_at_all_gets_replies(texts: list[str]) -> None:
    talk = Talk(bread())

    assert all(talk.says(text).text.strip() for text in texts)


def test_four_thousand_characters_of_anything_get_a_reply() -> None:
    for text in ("a" * 4000, "bread " * 700, "🍞" * 2000, "\n" * 4000, "?" * 4000):
        assert bread().hear(text, State(), datetime.now(UTC)).reply.text


@pytest.mark.parametrize("no", ["no", "No.", "nope", "it is not", "no it is not"])
def test_a_plain_no_is_a_no(talk: Talk, no: str) -> None:
    talk.says("I ate mouldy bread, why is my bread so dense")

    assert talk.says(no).topics == ("dense_bread",)


@pytest.mark.parametrize("answer", ["no idea if the kneading matters", "not yet but it is getting worse", "no, yes"])
def test_what_only_begins_like_a_no_is_none(talk: Talk, answer: str) -> None:
    talk.says("I ate mouldy bread, why is my bread so dense")

    assert said(talk.says(answer), Role.SAFETY)[0] == "If you are not sure, call 112."


def test_a_choice_of_a_pack_that_was_replaced_is_a_message_like_any_other(talk: Talk) -> None:
    offered = (Choice("ask:gone:causes", "dense bread"),)

    reply = talk.conversation.hear("dense bread", State(offered=offered, said_at=NOON), NOON).reply

    assert reply.topics == ("dense_bread",)


def test_after_half_an_hour_a_danger_sign_is_forgotten(talk: Talk) -> None:
    talk.says("I ate a slice of bread, mouldy")
    talk.says("hello")
    talk.waits(minutes=30)

    assert talk.says("I am vomiting").kind is not ReplyKind.URGENT


def test_until_then_it_is_added_to_what_is_said(talk: Talk) -> None:
    talk.says("I ate a slice of bread, mouldy")
    talk.waits(minutes=29)

    assert talk.says("I am vomiting").kind is ReplyKind.URGENT


@given(
    st.lists(
        st.sampled_from(
            [
                "I ate a mouldy slice",
                "there are green spots on it, I ate it",
                "hello",
                "why is my bread dense",
                "hm",
                "no",
            ]
        ),
        min_size=2,
        max_size=8,
    )
)
def test_no_dialogue_is_asked_more_than_one_question_about_danger(messages: list[str]) -> None:
    talk = Talk(bread())

    asked = [talk.says(each).kind is ReplyKind.CONFIRM_RED_FLAG for each in messages]

    assert sum(asked) <= 1
