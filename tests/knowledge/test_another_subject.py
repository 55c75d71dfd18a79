"""A pack on quite another subject makes the same bot: what it says and when stands in the pack alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.content.cases import Cases, load_cases
from bot.content.loader import load_knowledge
from bot.core.conversation import Conversation, State
from bot.core.replies import Reply, ReplyKind
from tests.support.packs import BREAD

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def baker() -> Conversation:
    return Conversation(load_knowledge(BREAD))


@pytest.fixture(scope="module")
def cases(baker: Conversation) -> Cases:
    return load_cases(BREAD, baker.knowledge)


def last_reply(baker: Conversation, *texts: str) -> Reply:
    """The reply to the last of these turns of one chat."""
    turn = baker.hear(texts[0], State(), NOON)
    for text in texts[1:]:
        turn = baker.hear(text, turn.state, NOON)
    return turn.reply


def test_it_answers_what_the_pack_has_an_answer_to(baker: Conversation, cases: Cases) -> None:
    for topic, asked in cases.topics.items():
        for case in asked:
            reply = last_reply(baker, case.text)
            assert reply.topics[0] in {topic, *case.also}, case.text
            assert case.aspect in {None, reply.aspect}, case.text


def test_it_goes_on_from_what_was_said_before(baker: Conversation, cases: Cases) -> None:
    for dialogue in cases.follow_ups:
        for turn, step in enumerate(dialogue.turns):
            reply = last_reply(baker, *(each.text for each in dialogue.turns[: turn + 1]))
            assert reply.topics[0] in step.accept, step.text
            assert step.aspect in {None, reply.aspect}, step.text


def test_it_raises_the_packs_own_red_flags_and_no_other(baker: Conversation, cases: Cases) -> None:
    urgent = {ReplyKind.URGENT, ReplyKind.CONFIRM_RED_FLAG}
    for flag in cases.red_flags.values():
        assert all(last_reply(baker, *chat.turns).kind in urgent for chat in flag.must)
        assert not any(last_reply(baker, *chat.turns).kind in urgent for chat in flag.must_not)


def test_it_speaks_as_the_pack_tells_it_to(baker: Conversation, cases: Cases) -> None:
    for act, texts in cases.acts.items():
        assert all(last_reply(baker, text).topics == (act,) for text in texts)
    for text in (text for texts in cases.out_of_scope.values() for text in texts):
        assert last_reply(baker, text).kind in {ReplyKind.OUT_OF_SCOPE, ReplyKind.FALLBACK}, text


def test_it_has_an_answer_behind_each_button(baker: Conversation) -> None:
    for topic in baker.knowledge.topics.values():
        turn = baker.choose(f"ask:{topic.id}:overview", State(), NOON)
        for choice in turn.reply.choices:
            assert baker.choose(choice.id, turn.state, NOON).reply.text
