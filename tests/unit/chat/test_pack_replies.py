"""Whatever the pack's buttons lead to, Telegram takes it, whole."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from pathlib import Path

from bot.chat.callbacks import to_choice_id
from bot.chat.rendering import clean, render
from bot.content.loader import load_knowledge
from bot.core.conversation import Conversation, State
from bot.core.knowledge import Aspect
from bot.core.replies import Reply, ReplyKind
from tests.support.telegram_pages import as_shown

PACK = Path(__file__).parents[3] / "knowledge" / "en"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def first_choices(conversation: Conversation) -> list[str]:
    knowledge = conversation.knowledge
    topics = [f"ask:{topic}:{aspect}" for topic in knowledge.topics for aspect in Aspect]
    flags = [f"{answer}:{flag}" for flag in knowledge.red_flags for answer in ("yes", "no")]
    return [*topics, *flags, *(f"act:{act}" for act in knowledge.acts)]


def all_replies(conversation: Conversation) -> dict[str, Reply]:
    """The reply to every choice there is, found by following each button of each reply."""
    waiting, replies = deque(first_choices(conversation)), dict[str, Reply]()
    while waiting:
        choice_id = waiting.popleft()
        if choice_id not in replies:
            replies[choice_id] = conversation.choose(choice_id, State(folds=True), NOW).reply
            waiting.extend(choice.id for choice in replies[choice_id].choices)
    return replies


def test_every_reply_of_the_pack_is_shown_whole_with_its_first_buttons() -> None:
    replies = all_replies(Conversation(load_knowledge(PACK)))
    assert len(replies) > 100
    for choice_id, reply in replies.items():
        shown = as_shown(render(reply))
        assert all(clean(paragraph.text) in shown.text for paragraph in reply.paragraphs), choice_id
        assert not any("⚠️" in folded for folded in shown.marked("expandable_blockquote")), choice_id
        offered = [choice.id for choice in reply.choices]
        assert [to_choice_id(button.data) for button in shown.buttons] == offered[: len(shown.buttons)], choice_id
        if reply.kind is ReplyKind.ANSWER:
            assert len(shown.rows) <= 2, choice_id
            assert len(shown.buttons) >= min(4, len(offered)), choice_id
        else:
            assert len(shown.buttons) == len(offered), choice_id
        assert len(shown.links) == sum(len(paragraph.sources) for paragraph in reply.paragraphs), choice_id
