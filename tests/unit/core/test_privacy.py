"""What is kept of a person is theirs to see and to erase, in a few words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time

import pytest

from bot.core.conversation import Request, State, Turn
from bot.core.kept import EVERY_DAY, Kept, Subscription, as_json
from tests.support.talk import NOON, Talk, bread, labels

KEPT = Kept(
    frozenset({"gluten_free"}),
    "GB",
    "en",
    is_plain=True,
    subscription=Subscription(
        time(8, 30), "Europe/Lisbon", EVERY_DAY, ("pale_crust",), ("stale_bread",), date(2026, 12, 1)
    ),
)


@pytest.fixture
def talk() -> Talk:
    talk = Talk(bread())
    talk.state = State(kept=KEPT)
    return talk


def turn(talk: Talk, text: str) -> Turn:
    return talk.conversation.hear(text, talk.state, talk.now)


def test_privacy_leads_to_seeing_and_erasing(talk: Talk) -> None:
    assert labels(talk.says("privacy"))[:2] == ["What you have of me", "Erase everything"]


def test_my_data_asks_for_it_to_be_sent_and_changes_nothing(talk: Talk) -> None:
    answered = turn(talk, "show my data")
    assert answered.request is Request.SEND_DATA
    assert answered.state.kept == KEPT


def test_nothing_is_erased_before_it_is_confirmed(talk: Talk) -> None:
    asked = turn(talk, "forget me")
    assert asked.request is None
    assert asked.state.kept == KEPT
    assert labels(asked.reply) == ["Yes, erase it all", "No, keep it"]


@pytest.mark.parametrize("answer", ["Yes, erase it all", "1", "yes erase it all"])
def test_once_confirmed_nothing_of_the_person_is_left(talk: Talk, answer: str) -> None:
    talk.says("I am gluten free and my crust is pale")
    talk.says("forget me")
    erased = turn(talk, answer)
    assert erased.request is Request.ERASE
    assert erased.state == State(offered=erased.state.offered, said_at=NOON)


@pytest.mark.parametrize("answer", ["No, keep it", "2", "why is my crust pale"])
def test_anything_else_keeps_it(talk: Talk, answer: str) -> None:
    talk.says("forget me")
    kept = turn(talk, answer)
    assert kept.request is None
    assert replace(kept.state.kept, subscription=None) == replace(KEPT, subscription=None)
    assert kept.state.kept.subscription is not None


def test_what_is_kept_reads_as_json() -> None:
    told = json.loads(json.dumps(as_json(KEPT)))
    assert told == {
        "conditions": ["gluten_free"],
        "country": "GB",
        "language": "en",
        "plain": True,
        "daily_tip": {
            "at": "08:30",
            "zone": "Europe/Lisbon",
            "weekdays": [0, 1, 2, 3, 4, 5, 6],
            "interests": ["pale_crust"],
            "asked_about_last": ["stale_bread"],
            "paused_until": "2026-12-01",
        },
    }


def test_where_nothing_is_kept_that_reads_too() -> None:
    assert as_json(Kept())["daily_tip"] is None
