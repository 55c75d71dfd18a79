"""JSON lines in, one answer for each, in order; turns of one chat belong together."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.content.loader import load_knowledge
from bot.core.conversation import Conversation
from bot.jsonl import answers
from tests.support.packs import BREAD

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
KEYS = ["text", "chat", "kind", "topics", "aspect", "confidence", "reply", "choices"]
WHY = "why is my crust pale"
AND_THEN = "what can i do about it"


@pytest.fixture(scope="module")
def conversation() -> Conversation:
    return Conversation(load_knowledge(BREAD))


def answered(conversation: Conversation, *lines: object, explain: bool = False) -> list[dict[str, Any]]:
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return list(answers(conversation, raw, lambda: NOON, explain=explain))


def test_an_answer_has_the_promised_keys_in_the_promised_order(conversation: Conversation) -> None:
    (answer,) = answered(conversation, {"text": WHY, "chat": "a"})
    assert list(answer) == KEYS
    assert (answer["text"], answer["chat"]) == (WHY, "a")
    assert (answer["kind"], answer["topics"], answer["aspect"]) == ("answer", ["pale_crust"], "causes")
    assert 0 <= answer["confidence"] <= 1
    assert answer["reply"].startswith("Pale crust: why\n")
    assert "What helps?" in answer["choices"]


def test_turns_of_one_chat_share_a_state_and_other_chats_do_not_see_it(conversation: Conversation) -> None:
    lines = [{"text": WHY, "chat": "a"}, {"text": "sticky dough", "chat": "b"}]
    then = [{"text": AND_THEN, "chat": "a"}, {"text": AND_THEN, "chat": "b"}]
    assert [answer["topics"][0] for answer in answered(conversation, *lines, *then)] == [
        "pale_crust",
        "sticky_dough",
        "pale_crust",
        "sticky_dough",
    ]


@pytest.mark.parametrize("without", [{}, {"chat": None}])
def test_a_line_without_a_chat_is_a_conversation_of_its_own(
    conversation: Conversation, without: dict[str, None]
) -> None:
    first, second = answered(conversation, {"text": WHY} | without, {"text": AND_THEN} | without)
    assert first["topics"] == ["pale_crust"]
    assert second["topics"] != ["pale_crust"]
    assert (first["chat"], second["chat"]) == (None, None)


def test_an_explanation_is_an_extra_key_that_is_plain_data(conversation: Conversation) -> None:
    (answer,) = answered(conversation, {"text": WHY}, explain=True)
    assert list(answer) == [*KEYS, "explanation"]
    assert json.loads(json.dumps(answer["explanation"]))["outcome"] == "Answer"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"why", "is not JSON"),
        (b'{"text": "why"', "is not JSON"),
        (b'{"text": "\xff"}', "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'"why"', 'has no "text"'),
        (b"{}", 'has no "text"'),
        (b'{"text": 7}', 'has no "text"'),
        (b'{"text": null, "chat": "a"}', 'has no "text"'),
        (b'{"text": "why", "chat": 7}', 'has a "chat" that is not a string'),
    ],
)
def test_a_line_that_is_no_question_gets_an_error_in_its_place(
    conversation: Conversation, line: bytes, fault: str
) -> None:
    before, wrong, after = answered(conversation, {"text": WHY}, line, {"text": WHY})
    assert list(wrong) == ["error"]
    assert wrong["error"].startswith(f"Line 2 {fault}")
    assert before == after


def test_blank_lines_are_no_questions_but_are_counted(conversation: Conversation) -> None:
    _, wrong = answered(conversation, b"\n", {"text": WHY}, b"  \r\n", b"why\n")
    assert wrong["error"].startswith("Line 4 ")


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "🙂" * 5000, "\u202e\u200b", "a" * 100_000])
def test_any_text_at_all_is_answered(conversation: Conversation, text: str) -> None:
    (answer,) = answered(conversation, {"text": text, "more": "does not matter"})
    assert list(answer) == KEYS
    assert answer["text"] == text
    assert answer["reply"]


def test_a_mark_at_the_start_of_a_file_does_not_matter(conversation: Conversation) -> None:
    (answer,) = answered(conversation, b'\xef\xbb\xbf{"text": "pale crust"}\n')
    assert answer["topics"] == ["pale_crust"]
