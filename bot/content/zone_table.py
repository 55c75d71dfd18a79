"""The tables that come with tzdata -> ZoneTable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from bot.core.zones import Place, ZoneTable

_COORDINATES = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?")
"""Degrees, minutes and perhaps seconds, north and then east, without anything between them."""


@cache
def load_zones() -> ZoneTable:
    """What the installed tzdata tells of zones. Read once: it does not change while the bot runs."""
    places = tuple(_place(*row[:3]) for row in _rows("zone.tab"))
    countries = {code: name for code, name, *_ in _rows("iso3166.tab")}
    names = (line.split() for line in _read("tzdata.zi").splitlines() if line.startswith("L "))
    return ZoneTable(places, countries, {other: zone for _, zone, other in names})


def _rows(table: str) -> Iterator[list[str]]:
    for line in _read(table).splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _read(table: str) -> str:
    return resources.files("tzdata").joinpath("zoneinfo", table).read_text("utf-8")


def _place(country: str, coordinates: str, zone: str) -> Place:
    match = _COORDINATES.fullmatch(coordinates)
    assert match is not None, f"zone.tab of tzdata has coordinates of an unknown form: {coordinates}"
    north, east = match.groups()[:4], match.groups()[4:]
    return Place(zone, country, _degrees(*north), _degrees(*east))


def _degrees(sign: str, degrees: str, minutes: str, seconds: str | None) -> float:
    size = int(degrees) + int(minutes) / 60 + int(seconds or 0) / 3600
    return -size if sign == "-" else size
