"""Buttons carry choice ids, and what comes back is believed only where it could be one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.callbacks import MAX_BYTES, to_callback_data, to_choice_id
from bot.errors import ChatError, UnknownChoiceError

names = st.from_regex(r"[a-z][a-z0-9_]{0,19}", fullmatch=True)
choice_ids = st.lists(names, min_size=2, max_size=3).map(":".join)


@given(choice_ids)
def test_a_choice_comes_back_as_it_went_out(choice_id: str) -> None:
    assert to_choice_id(to_callback_data(choice_id)) == choice_id


@given(choice_ids)
def test_what_goes_out_fits_a_button(choice_id: str) -> None:
    assert 1 <= len(to_callback_data(choice_id).encode()) <= MAX_BYTES


@pytest.mark.parametrize("choice_id", ["act:help", "yes:a_flag", "no:a_flag", f"ask:{'t' * 40}:prevention"])
def test_the_choices_of_a_conversation_fit(choice_id: str) -> None:
    assert to_callback_data(choice_id) == choice_id


@given(st.text())
def test_whatever_a_client_sends_is_a_choice_or_refused(data: str) -> None:
    try:
        choice_id = to_choice_id(data)
    except UnknownChoiceError:
        return
    assert to_callback_data(choice_id) == data


@pytest.mark.parametrize("data", [None, "", "help", "act:", ":help", "act:hélp", "act:help\n", "act:" + "x" * 61])
def test_malformed_data_is_refused(data: str | None) -> None:
    with pytest.raises(UnknownChoiceError):
        to_choice_id(data)


@pytest.mark.parametrize("choice_id", ["", "help", "act:" + "x" * 61, "act:Hilfe", "act:två"])
def test_a_choice_that_telegram_could_not_carry_is_an_error_of_ours(choice_id: str) -> None:
    with pytest.raises(ChatError, match="cannot be a button"):
        to_callback_data(choice_id)
