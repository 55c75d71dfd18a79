"""Times of day, days of the week and dates, as people say them.

The words stand in the pack. Known here is how the parts of such an expression go together: an hour with minutes before
or after it, one day through another, a length of time, a date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.core.knowledge import Vocabulary, Weekday
from bot.core.time_words import Piece, Role, TimeWords, minutes_of

_HALF_DAY = 12 * 60
_DAY = 24 * 60
_HOUR = 60
_HOURS = 24
_BY_DAY = (5 * 60, 17 * 60)
"""An hour said without a part of the day is the one between these, in minutes since midnight."""

_LEAST_SPOKEN_MINUTES = 10
"""Minutes said right after the hour ("eight thirty"); fewer have a word between."""

_WEEK = 7
"""Days from which on a name is one for a length of time: next week."""

_LONGEST = timedelta(days=366)
"""Nothing is said to end later than this."""

_EVERY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of times.

    `at` is a time of day; where the hour may as well be meant in the other half of the day, `or_at` is the time then.
    It `is_usual` where only a part of the day was named, and stands for the time usually meant by that.
    `weekdays` are counted from Monday, 0; where only days to leave out were named, these are `left_out`, and `weekdays`
    are the others. `until` is a later date. It `is_wished` where it tells how something should be. `other_words` say
    nothing of time and are not without meaning.
    """

    at: time | None = None
    or_at: time | None = None
    is_usual: bool = False
    weekdays: frozenset[int] | None = None
    left_out: frozenset[int] = frozenset()
    until: date | None = None
    is_wished: bool = False
    other_words: tuple[str, ...] = ()


class TimeReader:
    """The times of a pack, ready to be read."""

    def __init__(self, vocabulary: Vocabulary, ordinary_words: frozenset[str]) -> None:
        self._words = TimeWords(vocabulary, ordinary_words)
        times = vocabulary.times
        weekdays = list(Weekday)
        self._sets = tuple(frozenset(weekdays.index(day) for day in each.days) for each in times.day_sets)
        self._usual_sets = {number for number, each in enumerate(times.day_sets) if each.are_usual}
        self._parts = tuple((minutes_of(each.begins), minutes_of(each.ends)) for each in times.day_parts.values())
        self._usual = tuple(minutes_of(each.usual) if each.usual else None for each in times.day_parts.values())
        self._month_first = times.month_first

    def read(self, text: str, today: date, *, asked: bool = False) -> Said:
        """What a text says of times. Where one was `asked` for, a number alone is one: an hour, or so many days."""
        row = _Row(self._words.pieces(text))
        until = self._until(row, today)
        if until is None and asked:
            until = _number_of_days(row, today)
        weekdays, left_out = self._weekdays(row)
        at, or_at = self._clock(row, asked=asked)
        usual = self._usual_time(row) if at is None else None
        return Said(
            at or usual, or_at, usual is not None, weekdays, left_out, until, row.has(Role.WISH), row.other_words()
        )

    def _until(self, row: _Row, today: date) -> date | None:
        for place in row.free():
            found = (
                self._date(row, place, today)
                or row.take(_day_named(row, place, today), place)
                or _span(row, place, today)
                or _coming_weekday(row, place, today)
            )
            if found is not None:
                return found if today < found <= today + _LONGEST else None
        return None

    def _date(self, row: _Row, place: int, today: date) -> date | None:
        """2026-12-24, 24/12, 24 December, December 24th, until the 24th."""
        if row.number(place, Role.DATE) is not None:
            return row.take(_written_date(row.pieces[place].text, today, month_first=self._month_first), place)
        beside = row.after(place)
        number, month = row.number(place, Role.NUMBER), row.number(place, Role.MONTH)
        if month is not None:
            places = (place, beside, *((beside + 1,) if row.number(beside + 1, Role.ORDINAL) is not None else ()))
            return row.take(_coming_date(today, month, row.number(beside, Role.NUMBER)), *places)
        if row.number(beside, Role.ORDINAL) is not None:
            ordinal, beside = beside, row.after(beside)
            if row.number(beside, Role.MONTH) is None and row.is_marked(place, Role.UNTIL):
                return row.take(_coming_date(today, None, number), place, ordinal)
        return row.take(_coming_date(today, row.number(beside, Role.MONTH) or 0, number), place, beside)

    def _weekdays(self, row: _Row) -> tuple[frozenset[int] | None, frozenset[int]]:
        """The days named one by one, by a name for several, or as a row; those after a "but" where these were all."""
        chosen: set[int] = set()
        left_out: set[int] = set()
        now = chosen
        for place in row.free():
            days = self._days(row, place)
            if days:
                now |= days
                row.used.add(place)
            elif row.number(place, Role.BUT) is not None:
                now = left_out
        if not chosen and not left_out:
            return None, frozenset()
        return frozenset(chosen or _EVERY) - left_out or None, frozenset() if chosen else frozenset(left_out)

    def _days(self, row: _Row, place: int) -> set[int]:
        """The days a piece names; where it begins a row, all of it."""
        several = row.number(place, Role.DAY_SET)
        if several is not None:
            return set() if several in self._usual_sets and row.has(Role.WEEKDAY) else set(self._sets[several])
        first = row.number(place, Role.WEEKDAY)
        if first is None:
            return set()
        last = row.number(place + 2, Role.WEEKDAY) if row.number(place + 1, Role.THROUGH) is not None else None
        if last is None:
            return {first}
        row.used |= {place + 1, place + 2}
        return {(first + n) % 7 for n in range((last - first) % 7 + 1)}

    def _clock(self, row: _Row, *, asked: bool) -> tuple[time | None, time | None]:
        for find in (_minutes_and_hour, _written_clock, _digits_alone, _hour_and_minutes, _hour_alone):
            for place in row.free():
                found = find(row, place, asked=asked)
                part = self._part(row)
                if found and (fit := self._fitted(found, part)):
                    row.used.update(found.places)
                    return fit
        return None, None

    def _usual_time(self, row: _Row) -> time | None:
        part = self._part(row)
        usual = self._usual[part] if part is not None else None
        return None if usual is None else _time(usual)

    def _part(self, row: _Row) -> int | None:
        parts = (row.number(place, Role.PART) for place in row.free())
        return next((part for part in parts if part is not None), None)

    def _fitted(self, found: _Clock, part: int | None) -> tuple[time, time | None] | None:
        """A time by a clock face put into its half of the day; None where an hour alone is not in the part named."""
        here, there = found.minutes % _DAY, (found.minutes + _HALF_DAY) % _DAY
        if found.minutes >= _HALF_DAY + _HOUR:
            return _time(here), None
        if part is not None:
            inside = [each for each in (here, there) if _is_between(each, *self._parts[part])]
            if inside:
                return _time(inside[0]), None
            if found.needs_part:
                return None
        if found.is_sure:
            return _time(here), None
        by_day, other = (here, there) if _is_between(here, *_BY_DAY) else (there, here)
        return _time(by_day), _time(other)


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time of day as it stands in a text: its minutes since midnight, and the pieces it was said with."""

    minutes: int
    places: tuple[int, ...]
    is_sure: bool = False
    needs_part: bool = False


class _Row:
    """The pieces of a text, with those that are spoken for."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.used: set[int] = set()

    def free(self) -> Iterator[int]:
        """The places of pieces that are not spoken for."""
        return (place for place in range(len(self.pieces)) if place not in self.used)

    def number(self, place: int, role: Role) -> int | None:
        """The number of a piece in a role it may have; None where it may not, or is spoken for."""
        if place in self.used or not 0 <= place < len(self.pieces):
            return None
        return self.pieces[place].roles.get(role)

    def has(self, role: Role) -> bool:
        """Whether any piece has this role."""
        return any(role in piece.roles for piece in self.pieces)

    def hour(self, place: int) -> int | None:
        """An hour by its number alone: `a` is none, though it counts days."""
        hour = self.number(place, Role.NUMBER)
        if hour is None or hour > _HOURS or Role.UNIMPORTANT in self.pieces[place].roles:
            return None
        return hour

    def after(self, place: int, step: int = 1) -> int:
        """The next place where there is something of importance."""
        place += step
        while 0 <= place < len(self.pieces) and set(self.pieces[place].roles) == {Role.UNIMPORTANT}:
            place += step
        return place

    def is_marked(self, place: int, role: Role) -> bool:
        """Whether the nearest thing said before may have this role."""
        before = place - 1
        while before >= 0 and Role.UNIMPORTANT in self.pieces[before].roles and role not in self.pieces[before].roles:
            before -= 1
        return before >= 0 and role in self.pieces[before].roles

    def take(self, found: date | None, *places: int) -> date | None:
        """What was found, with its pieces spoken for if there is anything."""
        if found is not None:
            self.used.update(places)
        return found

    def other_words(self) -> tuple[str, ...]:
        """The words that are not spoken for and say something."""
        return tuple(self.pieces[place].text for place in self.free() if not self.pieces[place].roles.keys() & _SILENT)


_SILENT = frozenset(
    {Role.UNIMPORTANT, Role.AT, Role.UNTIL, Role.BUT, Role.THROUGH, Role.PART, Role.FULL_HOUR, Role.ORDINAL, Role.WISH}
)
"""Roles of words that say nothing by themselves."""


def _written_clock(row: _Row, place: int, *, asked: bool) -> _Clock | None:
    """8:30, noon."""
    minutes = row.number(place, Role.CLOCK)
    if minutes is None or minutes >= _DAY:
        return None
    return _Clock(minutes, (place,), is_sure=row.number(place, Role.SURE) is not None)


def _minutes_and_hour(row: _Row, place: int, *, asked: bool) -> _Clock | None:
    """Half past eight, ten to nine."""
    beside = row.after(place)
    minutes = row.number(place, Role.MINUTES)
    if minutes is not None:
        return _from_hour(row, minutes, beside, (place,))
    number, sign = row.number(place, Role.NUMBER), beside
    if number is None or number >= _HOUR:
        return None
    if row.number(sign, Role.PAST) is None and row.number(sign, Role.TO) is None:
        return None
    way = 1 if row.number(sign, Role.PAST) is not None else -1
    return _from_hour(row, way * number, row.after(sign), (place, sign))


def _from_hour(row: _Row, minutes: int, place: int, before: tuple[int, ...]) -> _Clock | None:
    clock, hour = row.number(place, Role.SURE), row.hour(place)
    if clock is not None:
        return _Clock((clock + minutes) % _DAY, (*before, place), is_sure=True)
    return None if hour is None else _Clock((hour * _HOUR + minutes) % _DAY, (*before, place))


def _digits_alone(row: _Row, place: int, *, asked: bool) -> _Clock | None:
    """0830, which could be many things: only where a time is meant."""
    digits = row.number(place, Role.FOUR_DIGITS)
    if digits is None or not (asked or _is_meant(row, place)):
        return None
    hours, minutes = divmod(digits, 100)
    return _Clock(hours * _HOUR + minutes, (place,), is_sure=True) if hours < _HOURS and minutes < _HOUR else None


def _hour_and_minutes(row: _Row, place: int, *, asked: bool) -> _Clock | None:
    """Eight thirty, 8 30: only where a time is meant."""
    hour, minutes = row.hour(place), row.number(place + 1, Role.NUMBER)
    if hour is None or minutes is None or not _LEAST_SPOKEN_MINUTES <= minutes < _HOUR:
        return None
    is_meant = asked or _is_meant(row, place) or _has_part_beside(row, place + 1)
    return _Clock(hour * _HOUR + minutes, (place, place + 1)) if is_meant else None


def _hour_alone(row: _Row, place: int, *, asked: bool) -> _Clock | None:
    """At 7, 7 o'clock, 7 in the evening: only where a time is meant."""
    hour = row.hour(place)
    if hour is None:
        return None
    full = row.after(place)
    by_name = _is_meant(row, place) or row.number(full, Role.FULL_HOUR) is not None
    if not (asked or by_name or _has_part_beside(row, place)):
        return None
    return _Clock(hour * _HOUR, (place,), needs_part=not (asked or by_name))


def _is_meant(row: _Row, place: int) -> bool:
    return row.is_marked(place, Role.AT)


def _has_part_beside(row: _Row, place: int) -> bool:
    return any(row.number(row.after(place, step), Role.PART) is not None for step in (1, -1))


def _span(row: _Row, place: int, today: date) -> date | None:
    """A week, 10 days."""
    number, beside = row.number(place, Role.NUMBER), row.after(place)
    length = row.number(beside, Role.SPAN)
    if number is None or length is None:
        return None
    return row.take(_days_from(today, number * length), place, beside)


def _day_named(row: _Row, place: int, today: date) -> date | None:
    """Until tomorrow; a day that is named as no end is left out itself."""
    days = row.number(place, Role.DAY)
    is_end = days is None or days >= _WEEK or row.is_marked(place, Role.UNTIL)
    return _days_from(today, days if is_end or days is None else days + 1)


def _number_of_days(row: _Row, today: date) -> date | None:
    """7, where nothing but how many days was asked for."""
    numbers = (row.number(place, Role.NUMBER) for place in row.free())
    days = next((number for number in numbers if number), None)
    return None if days is None else _days_from(today, days)


def _coming_weekday(row: _Row, place: int, today: date) -> date | None:
    """Until Monday: the next one, not today."""
    weekday = row.number(place, Role.WEEKDAY)
    if weekday is None or not row.is_marked(place, Role.UNTIL):
        return None
    return row.take(today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1), place)


def _days_from(today: date, days: int | None) -> date | None:
    if days is None or days > _LONGEST.days:
        return None
    return today + timedelta(days=days)


def _written_date(text: str, today: date, *, month_first: bool) -> date | None:
    if "/" not in text:
        with suppress(ValueError):
            return date.fromisoformat(text)
        return None
    one, other = map(int, text.split("/"))
    return _coming_date(today, one if month_first else other, other if month_first else one)


def _coming_date(today: date, month: int | None, day: int | None) -> date | None:
    """The next such date after today; without a month the next such day of any. None where there is none."""
    if day is None:
        return None
    for months in range(13):
        year, index = divmod(today.year * 12 + today.month - 1 + months, 12)
        with suppress(ValueError):
            found = date(year, index + 1, day)
            if found > today and month in (None, found.month):
                return found
    return None


def _is_between(minutes: int, begins: int, ends: int) -> bool:
    return begins <= minutes < ends if begins < ends else minutes >= begins or minutes < ends


def _time(minutes: int) -> time:
    return time(*divmod(minutes, _HOUR))
