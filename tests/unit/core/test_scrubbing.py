"""What is kept of a question names nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.scrubbing import LONGEST, scrubbed


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("why does my loaf sink", "why does my loaf sink"),
        ("ask @anna_b about it", "ask @ about it"),
        ("write to anna.b@example.org please", "write to @ please"),
        ("see https://example.org/a?b=c#d for more", "see @ for more"),
        ("see www.example.org for more", "see @ for more"),
        ("look at t.me/somebody", "look at @"),
        ("call +44 (0)20 7946 0018 now", "call # now"),
        ("born 12.03.1951, I am 75", "born #, I am #"),
        ("350g of flour", "#g of flour"),
        ("two\nlines\tand  more", "two lines and more"),
    ],
)
def test_accounts_addresses_and_numbers_are_taken_out(written: str, kept: str) -> None:
    assert scrubbed(written) == kept


@given(st.text())
def test_no_digit_is_ever_left(text: str) -> None:
    assert not any(char.isdecimal() for char in scrubbed(text))


@given(st.text(), st.text(alphabet="abcdefgh_", min_size=1))
def test_no_account_is_ever_left(before: str, account: str) -> None:
    assert f"@{account}" not in scrubbed(f"{before} @{account}")


@given(st.text())
def test_scrubbing_twice_changes_nothing(text: str) -> None:
    assert scrubbed(scrubbed(text)) == scrubbed(text)


@given(st.text(min_size=400))
def test_no_more_is_kept_than_a_question_needs(text: str) -> None:
    assert len(scrubbed(text)) <= LONGEST
