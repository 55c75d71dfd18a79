"""A memory of bounded size forgets what was silent longest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.recent import Recent


def test_the_last_value_is_remembered_and_the_oldest_forgotten() -> None:
    recent: Recent[str, int] = Recent(capacity=2)
    for key, value in (("a", 1), ("b", 2), ("a", 3), ("c", 4)):
        recent.remember(key, value)
    assert [recent.of(key) for key in "abc"] == [3, None, 4]


def test_keys_can_be_forgotten_and_renamed() -> None:
    recent: Recent[int, str] = Recent()
    for number in range(4):
        recent.remember(number, str(number))
    recent.forget(lambda key: key % 2 == 0)
    recent.rename(lambda key: key * 10)
    assert [recent.of(key) for key in (0, 10, 30)] == [None, "1", "3"]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers())), st.integers(1, 10))
def test_no_more_than_its_capacity_is_remembered(pairs: list[tuple[int, int]], capacity: int) -> None:
    recent: Recent[int, int] = Recent(capacity)
    for key, value in pairs:
        recent.remember(key, value)
        assert recent.of(key) == value
        assert len(recent) <= capacity
