"""Tallies summed up: nothing of people, nothing counted twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.replies import ReplyKind
from bot.core.statistics import HELPFUL, PERSON, UNHELPFUL, Day, Votes, statistics

MONDAY = date(2026, 11, 23)
SUNDAY = MONDAY - timedelta(days=1)

tallies = st.dictionaries(
    st.tuples(
        st.dates(SUNDAY - timedelta(days=3), MONDAY),
        st.sampled_from([*ReplyKind, HELPFUL, UNHELPFUL, PERSON]),
        st.sampled_from(["kneading", "proving"]),
    ),
    st.integers(0, 1_000),
)


def test_each_day_has_what_was_answered_and_what_was_not() -> None:
    counts = {
        (SUNDAY, "answer", "kneading"): 3,
        (MONDAY, "answer", "kneading"): 2,
        (MONDAY, "answer", "proving"): 4,
        (MONDAY, "fallback", ""): 2,
        (MONDAY, "out_of_scope", ""): 9,
    }
    found = statistics(counts, SUNDAY, MONDAY)
    assert found.days == (Day(SUNDAY, 3, 0), Day(MONDAY, 6, 2))
    assert found.turns[ReplyKind.ANSWER] == 9
    assert found.turns[ReplyKind.OUT_OF_SCOPE] == 9


def test_the_fallback_rate_is_of_questions_the_pack_is_there_for() -> None:
    counts = {(MONDAY, "answer", ""): 6, (MONDAY, "fallback", ""): 2, (MONDAY, "out_of_scope", ""): 90}
    assert statistics(counts, MONDAY, MONDAY).fallback_rate == 0.25


def test_where_nobody_asked_there_is_no_rate() -> None:
    assert statistics({(MONDAY, "act", "thanks"): 5}, MONDAY, MONDAY).fallback_rate is None


def test_people_are_those_of_a_day_on_average() -> None:
    assert statistics({(SUNDAY, PERSON, ""): 1, (MONDAY, PERSON, ""): 4}, SUNDAY, MONDAY).people == 2.5


def test_votes_come_with_how_many_there_are_and_a_vote_taken_back_counts_no_more() -> None:
    counts = {
        (SUNDAY, HELPFUL, "kneading"): 1,
        (MONDAY, UNHELPFUL, "proving"): 2,
        (MONDAY, HELPFUL, "proving"): 6,
        (SUNDAY, UNHELPFUL, "shaping"): 1,
        (MONDAY, UNHELPFUL, "shaping"): -1,
    }
    assert statistics(counts, SUNDAY, MONDAY).votes == (Votes("proving", 6, 8), Votes("kneading", 1, 1))


def test_no_days_are_refused() -> None:
    with pytest.raises(ValueError, match="no day from"):
        statistics({}, MONDAY, SUNDAY)


@given(tallies)
def test_what_lies_before_does_not_count_and_nothing_is_lost(counts: dict[tuple[date, str, str], int]) -> None:
    found = statistics(counts, SUNDAY, MONDAY)
    assert sum(day.answered for day in found.days) == found.turns[ReplyKind.ANSWER]
    assert sum(found.turns.values()) == sum(
        number for (day, what, _), number in counts.items() if day >= SUNDAY and what in set(ReplyKind)
    )
    assert all(0 <= votes.helpful <= votes.of for votes in found.votes)
