"""Times as people say them, read with the words of the English pack."""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.loader import load_knowledge
from bot.core.times import TimeReader
from tests.support.packs import GERMAN_BREAD
from tests.support.talk import bread

KNOWLEDGE = Path(__file__).parents[3] / "knowledge" / "en"
TUESDAY = date(2026, 11, 24)
EVERY_DAY = frozenset(range(7))


@cache
def english() -> TimeReader:
    knowledge = load_knowledge(KNOWLEDGE)
    return TimeReader(knowledge.vocabulary, knowledge.ordinary_words)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("8:30", "08:30"),
        ("8.30pm", "20:30"),
        ("8:30 p.m.", "20:30"),
        ("20h30", "20:30"),
        ("half past eight", "08:30"),
        ("half eight", "08:30"),
        ("quarter to 9", "08:45"),
        ("a quarter past six in the evening", "18:15"),
        ("ten past eight", "08:10"),
        ("20 to nine at night", "20:40"),
        ("twenty five past two", "14:25"),
        ("noon", "12:00"),
        ("half past noon", "12:30"),
        ("midnight", "00:00"),
        ("12 am", "00:00"),
        ("12 pm", "12:00"),
        ("in the evening at 7", "19:00"),
        ("7 in the morning", "07:00"),
        ("8 o'clock at night", "20:00"),
        ("at 0830", "08:30"),
        ("eight thirty in the evening", "20:30"),
        ("every evening", "19:00"),
        ("send me a tip every day at half past eight", "08:30"),
        ("tomorow at eihgt", "08:00"),
        ("at haf 8 in the mornin", "08:30"),
        ("at 19", "19:00"),
    ],
)
def test_a_time_of_day_in_words(text: str, at: str) -> None:
    assert english().read(text, TUESDAY).at == time.fromisoformat(at)


@pytest.mark.parametrize(
    "text",
    ["I take 2 tablets a day", "my weight went up by 10", "since 2019", "99:99", "25:00", "7", "why do my legs hurt"],
)
def test_a_number_that_nobody_calls_a_time_is_none(text: str) -> None:
    assert english().read(text, TUESDAY).at is None


@pytest.mark.parametrize(("text", "at"), [("7", "07:00"), ("0830", "08:30"), ("8 30", "08:30"), ("eight", "08:00")])
def test_where_a_time_was_asked_for_a_number_alone_is_one(text: str, at: str) -> None:
    assert english().read(text, TUESDAY, asked=True).at == time.fromisoformat(at)


def test_an_hour_that_may_be_meant_in_either_half_of_the_day_is_told_as_such() -> None:
    said = english().read("half past two", TUESDAY)
    assert (said.at, said.or_at) == (time(14, 30), time(2, 30))
    assert english().read("14:30", TUESDAY).or_at is None
    assert english().read("half past two in the afternoon", TUESDAY).or_at is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("weekdays", {0, 1, 2, 3, 4}),
        ("only at weekends", {5, 6}),
        ("mon wed fri", {0, 2, 4}),
        ("Monday to Friday", {0, 1, 2, 3, 4}),
        ("fri-mon", {4, 5, 6, 0}),
        ("every day but sunday", {0, 1, 2, 3, 4, 5}),
        ("not on Saturdays and Sundays", {0, 1, 2, 3, 4}),
        ("every day", {0, 1, 2, 3, 4, 5, 6}),
        ("tuesdays and thursdays at 9", {1, 3}),
        ("every other day", {0, 2, 4}),
        ("once a week on thursdays", {3}),
    ],
)
def test_days_of_the_week_in_words(text: str, days: set[int]) -> None:
    assert english().read(text, TUESDAY).weekdays == frozenset(days)


def test_every_day_but_every_day_is_nothing() -> None:
    assert english().read("every day but every day", TUESDAY).weekdays is None


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("pause until Monday", "2026-11-30"),
        ("until tuesday", "2026-12-01"),
        ("until tomorrow", "2026-11-25"),
        ("skip tomorrow", "2026-11-26"),
        ("no tips next week", "2026-12-01"),
        ("for a week", "2026-12-01"),
        ("for two weeks please", "2026-12-08"),
        ("for a couple of days", "2026-11-26"),
        ("10 days", "2026-12-04"),
        ("until 3 december", "2026-12-03"),
        ("until the 3rd of december", "2026-12-03"),
        ("until december 3rd", "2026-12-03"),
        ("until the 5th", "2026-12-05"),
        ("till 24/12", "2026-12-24"),
        ("until 2026-12-24", "2026-12-24"),
        ("until 29 february", "2028-02-29"),
    ],
)
def test_the_end_of_a_pause_in_words(text: str, until: str) -> None:
    found = english().read(text, TUESDAY).until
    assert found == (date.fromisoformat(until) if until < "2027-12" else None)


def test_a_number_alone_is_so_many_days_where_a_pause_was_asked_for() -> None:
    assert english().read("7", TUESDAY, asked=True).until == TUESDAY + timedelta(days=7)


@pytest.mark.parametrize(
    "text", ["until yesterday", "until 2026-11-24", "until 31 november", "until after easter", "400 days"]
)
def test_what_is_no_day_to_come_ends_nothing(text: str) -> None:
    assert english().read(text, TUESDAY).until is None


def test_what_a_text_speaks_of_besides_is_told() -> None:
    assert english().read("cramps at 3 am every night", TUESDAY).other_words == ("cramps",)
    assert english().read("at half past eight, please", TUESDAY).other_words == ()


def test_another_pack_has_words_of_its_own() -> None:
    knowledge = bread().knowledge
    reader = TimeReader(knowledge.vocabulary, knowledge.ordinary_words)
    assert reader.read("half past eight in the evening", TUESDAY).at == time(20, 30)
    assert reader.read("half past bedtime", TUESDAY).at is None


@pytest.mark.parametrize(
    ("text", "at"),
    [("um halb neun", "08:30"), ("Viertel vor neun", "08:45"), ("um 8.30 Uhr", "08:30"), ("um 7 abends", "19:00")],
)
def test_another_language_has_words_and_ways_of_its_own(text: str, at: str) -> None:
    knowledge = load_knowledge(GERMAN_BREAD)
    assert TimeReader(knowledge.vocabulary, knowledge.ordinary_words).read(text, TUESDAY).at == time.fromisoformat(at)


@given(st.text(max_size=120), st.booleans())
def test_any_text_at_all_can_be_read(text: str, asked: bool) -> None:
    said = english().read(text, TUESDAY, asked=asked)
    assert said.until is None or TUESDAY < said.until <= TUESDAY + timedelta(days=366)
    assert said.weekdays is None or said.weekdays
    assert said.or_at is None or said.at != said.or_at


ROWS = "8 8:30 half past to noon at am mon - until 3rd may a week but day every 24/12 0830 ten"


@given(st.lists(st.sampled_from(ROWS.split(" "))))
def test_any_row_of_words_for_times_can_be_read(words: list[str]) -> None:
    said = english().read(" ".join(words), TUESDAY)
    assert said.weekdays is None or said.weekdays <= EVERY_DAY


@given(st.times().map(lambda each: each.replace(second=0, microsecond=0)))
def test_every_time_is_understood_as_it_is_shown(at: time) -> None:
    assert at in (english().read(f"at {at:%H:%M}", TUESDAY).at, english().read(f"{at:%H:%M}", TUESDAY).or_at)
    assert english().read(f"{at:%I:%M %p}", TUESDAY).at == at
