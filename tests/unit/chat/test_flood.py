"""Nobody gets more than their share, and who is calm is never turned away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.flood import A_SECOND, AT_ONCE, Entry, Flood


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.floats(0.0, 5.0), max_size=200))
def test_no_more_is_answered_than_a_burst_and_what_may_come_for_ever(pauses: list[float]) -> None:
    clock = Clock()
    flood = Flood(clock)
    answered = 0
    for pause in pauses:
        clock.now += pause
        answered += flood.admit(1) is Entry.ANSWERED
        assert answered <= AT_ONCE + A_SECOND * clock.now


@given(st.lists(st.floats(1 / A_SECOND, 60.0), max_size=100))
def test_who_leaves_time_between_messages_is_always_answered(pauses: list[float]) -> None:
    clock = Clock()
    flood = Flood(clock)
    for pause in pauses:
        clock.now += pause
        assert flood.admit(1) is Entry.ANSWERED


def test_a_flood_is_told_once_and_again_only_after_a_calm() -> None:
    clock = Clock()
    flood = Flood(clock)
    first = [flood.admit(1) for _ in range(1000)]
    assert first.count(Entry.TOLD) == 1
    clock.now += 2
    assert Entry.TOLD not in [flood.admit(1) for _ in range(1000)]
    clock.now += AT_ONCE / A_SECOND
    assert [flood.admit(1) for _ in range(1000)].count(Entry.TOLD) == 1


def test_one_person_s_flood_costs_another_nothing() -> None:
    flood = Flood(Clock())
    for _ in range(1000):
        flood.admit(1)
    assert flood.admit(2) is Entry.ANSWERED
