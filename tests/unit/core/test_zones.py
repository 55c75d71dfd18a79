"""Zones by their places and their clocks."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.content.zone_table import load_zones
from bot.core.zones import Place, by_clock, city_of, offset_at

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TABLE = load_zones()


def test_every_place_has_a_zone_a_country_and_a_point_on_the_globe() -> None:
    assert len(TABLE.places) > 400
    for place in TABLE.places:
        assert ZoneInfo(place.zone).key == place.zone
        assert place.country in TABLE.countries
        assert -90 <= place.latitude <= 90
        assert -180 <= place.longitude <= 180


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (38.7, -9.1, "Europe/Lisbon"),
        (51.9, -8.5, "Europe/Dublin"),
        (-33.9, 151.2, "Australia/Sydney"),
        (-18.1, -179.9, "Pacific/Fiji"),
        (90.0, 0.0, "Arctic/Longyearbyen"),
    ],
)
def test_a_point_on_the_globe_has_the_zone_of_the_nearest_place(latitude: float, longitude: float, zone: str) -> None:
    assert TABLE.nearest(latitude, longitude) == zone


@pytest.mark.parametrize("place", TABLE.places[::7], ids=lambda place: place.zone)
def test_where_a_place_stands_its_own_zone_is_nearest(place: Place) -> None:
    assert TABLE.nearest(place.latitude, place.longitude) == place.zone


@pytest.mark.parametrize(("name", "zone"), [("europe/lisbon", "Europe/Lisbon"), ("us/eastern", "US/Eastern")])
def test_a_zone_is_known_however_it_is_capitalised(name: str, zone: str) -> None:
    assert TABLE.named(name) == zone


def test_other_names_of_a_zone_have_its_place() -> None:
    place = TABLE.place("US/Eastern")
    assert place is not None
    assert place.zone == "America/New_York"
    assert TABLE.place("Etc/GMT+3") is None


def test_countries_know_their_zones() -> None:
    assert TABLE.of_country("PT") == ("Europe/Lisbon", "Atlantic/Madeira", "Atlantic/Azores")
    assert TABLE.of_country("??") == ()


def test_zones_that_agree_today_and_part_in_summer_are_told_apart() -> None:
    zones = ("Europe/London", "Europe/Lisbon", "Africa/Accra", "Africa/Dakar")
    assert {offset_at(zone, NOW) for zone in zones} == {offset_at("UTC", NOW)}
    assert by_clock(zones, NOW) == (("Europe/London", "Europe/Lisbon"), ("Africa/Accra", "Africa/Dakar"))


def test_a_city_is_called_by_the_last_part_of_its_zone() -> None:
    assert [city_of(zone) for zone in ("America/Argentina/Buenos_Aires", "Europe/Lisbon", "UTC")] == [
        "Buenos Aires",
        "Lisbon",
        "UTC",
    ]
