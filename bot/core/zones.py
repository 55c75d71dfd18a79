"""The places of the world by their clocks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

_WEEK = timedelta(days=7)
_WEEKS = 53


@dataclass(frozen=True, slots=True)
class Place:
    """The principal place of a zone: its country's code, and where it is in degrees, north and east positive."""

    zone: str
    country: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class ZoneTable:
    """What tzdata tells of zones: the place each is named after, the names of countries, and other names of zones.

    The places of a country stand with the more populous ones first, as far as tzdata puts them so.
    """

    places: tuple[Place, ...] = ()
    countries: Mapping[str, str] = field(default_factory=dict)
    other_names: Mapping[str, str] = field(default_factory=dict)

    def place(self, zone: str) -> Place | None:
        """The place of a zone by any of its names; None for a zone of no place, such as UTC."""
        names = {zone, self.other_names.get(zone, zone)}
        found = [place for place in self.places if place.zone in names]
        return next((place for place in found if place.zone == zone), found[0] if found else None)

    def named(self, name: str) -> str | None:
        """The zone of this name, however it is capitalised."""
        folded = name.casefold()
        known = (*(place.zone for place in self.places), *self.other_names)
        return next((zone for zone in known if zone.casefold() == folded), None)

    def of_country(self, code: str) -> tuple[str, ...]:
        """The zones of a country, the principal one first."""
        return tuple(place.zone for place in self.places if place.country == code)

    def nearest(self, latitude: float, longitude: float) -> str | None:
        """The zone whose principal place is nearest to a point on the globe."""
        here = _on_globe(latitude, longitude)
        near = max(self.places, key=lambda each: _closeness(here, each), default=None)
        return near.zone if near else None


@cache
def clocks_of(zone: str) -> ZoneInfo:
    """The clocks of a zone, read once: `ZoneInfo` itself remembers but a few and reads the others again each time.

    Raises ZoneInfoNotFoundError where the zone is not known.
    """
    return ZoneInfo(zone)


def country_of_zone(zone: str, table: ZoneTable) -> str | None:
    """The ISO 3166 code of the country a zone lies in; None for a zone of no country, such as UTC."""
    place = table.place(zone)
    return place.country if place else None


def city_of(zone: str) -> str:
    """What a zone's place is called: the last part of the name, `America/New_York` being New York."""
    return zone.rpartition("/")[2].replace("_", " ")


def offset_at(zone: str, moment: datetime) -> timedelta:
    """How far the clocks of a zone are ahead of UTC."""
    offset = moment.astimezone(clocks_of(zone)).utcoffset()
    assert offset is not None, "a zone has an offset at every moment"
    return offset


def by_clock(zones: Iterable[str], now: datetime) -> tuple[tuple[str, ...], ...]:
    """Zones grouped by what their clocks show now and for a year from now, in the order they come in."""
    groups: dict[tuple[timedelta, ...], list[str]] = {}
    for zone in zones:
        year = tuple(offset_at(zone, now + week * _WEEK) for week in range(_WEEKS))
        groups.setdefault(year, []).append(zone)
    return tuple(map(tuple, groups.values()))


def _on_globe(latitude: float, longitude: float) -> tuple[float, float, float]:
    north, east = math.radians(latitude), math.radians(longitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def _closeness(here: tuple[float, float, float], place: Place) -> float:
    """The cosine of the angle between two points: the greater, the nearer."""
    return sum(one * other for one, other in zip(here, _on_globe(place.latitude, place.longitude), strict=True))
