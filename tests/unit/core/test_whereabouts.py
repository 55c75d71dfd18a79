"""Where somebody is, however they spell it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.loader import load_knowledge
from bot.core.whereabouts import PlaceFinder

KNOWLEDGE = Path(__file__).parents[3] / "knowledge" / "en"


@cache
def places() -> PlaceFinder:
    return PlaceFinder(load_knowledge(KNOWLEDGE))


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Lisbon", "Europe/Lisbon"),
        ("I live in manchester", "Europe/London"),
        ("the UK", "Europe/London"),
        ("Ireland", "Europe/Dublin"),
        ("Germany", "Europe/Berlin"),
        ("SÃO PAULO", "America/Sao_Paulo"),
        ("Toronto, Canada", "America/Toronto"),
        ("new york city", "America/New_York"),
        ("Calcutta", "Asia/Kolkata"),
        ("eastern time", "America/New_York"),
    ],
)
def test_a_city_or_a_country_is_known_by_its_names(text: str, zone: str) -> None:
    found = places().find(text, asked=True)
    assert found is not None
    assert found.is_sure
    assert found.zones[0] == zone


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("lisbn", "Europe/Lisbon"),
        ("edinbrugh", "Europe/London"),
        ("san fransisco", "America/Los_Angeles"),
        ("Melborne", "Australia/Melbourne"),
        ("germny", "Europe/Berlin"),
    ],
)
def test_a_misspelt_place_is_found_but_not_sure(text: str, zone: str) -> None:
    found = places().find(text, asked=True)
    assert found is not None
    assert not found.is_sure
    assert found.zones[0] == zone


def test_a_country_of_several_zones_has_them_all() -> None:
    found = places().find("america", asked=True)
    assert found is not None
    assert {"America/New_York", "America/Los_Angeles", "Pacific/Honolulu"} <= set(found.zones)


@pytest.mark.parametrize("text", ["in the morning", "why do my legs hurt", "8:30", "yes", "dunno", ""])
def test_what_names_no_place_is_none(text: str) -> None:
    assert places().find(text, asked=True) is None


def test_where_nobody_asked_a_misspelling_is_none() -> None:
    assert places().find("a tip every morning in lisbn") is None
    assert places().find("a tip every morning in Lisbon") is not None


@given(st.text(max_size=100), st.booleans())
def test_any_text_at_all_can_be_searched(text: str, asked: bool) -> None:
    found = places().find(text, asked=asked)
    assert found is None or found.zones
