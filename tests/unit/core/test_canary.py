"""The canary: said to a bot that sees danger it is urgent, said to one that does not it is missed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content.loader import load_knowledge
from bot.core.canary import canaries, silent
from bot.core.conversation import Conversation
from bot.core.knowledge import KnowledgeBase

ENGLISH = Path(__file__).parents[3] / "knowledge" / "en"
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge(ENGLISH)


def blind_to(knowledge: KnowledgeBase, flag: str) -> Conversation:
    """A bot whose rules for a red flag were lost."""
    never = knowledge.red_flags[flag].model_copy(update={"sure": (), "near": ()})
    return Conversation(knowledge.model_copy(update={"red_flags": {**knowledge.red_flags, flag: never}}))


def test_every_red_flag_has_a_canary_and_each_of_them_sings(knowledge: KnowledgeBase) -> None:
    assert [canary.flag for canary in canaries(knowledge)] == list(knowledge.red_flags)
    assert silent(Conversation(knowledge), NOON) == ()


@pytest.mark.parametrize("flag", ["urgent_crisis", "urgent_dvt"])
def test_the_canary_of_a_red_flag_that_is_no_longer_seen_is_silent(knowledge: KnowledgeBase, flag: str) -> None:
    assert [canary.flag for canary in silent(blind_to(knowledge, flag), NOON)] == [flag]


def test_a_red_flag_without_a_canary_is_passed_over(knowledge: KnowledgeBase) -> None:
    mute = {name: flag.model_copy(update={"canary": None}) for name, flag in knowledge.red_flags.items()}
    assert canaries(knowledge.model_copy(update={"red_flags": mute})) == ()
