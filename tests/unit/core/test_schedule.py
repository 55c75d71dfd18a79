"""When tips are due, in every zone there is, over years with every oddity that clocks are known for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.kept import Subscription
from bot.core.schedule import due_on, local_day, next_due

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)

ZONES = sorted(available_timezones() - {"localtime", "Factory"})

YEARS = (2011, 2026)
"""Each the first of two. In 2011 Samoa left out a day and Newfoundland still put its clocks back after midnight."""

LEFT_OUT = {"Pacific/Apia": {date(2011, 12, 30)}, "Pacific/Fakaofo": {date(2011, 12, 30)}}
"""The days of those years that a zone does not have."""

TIMES = (time(0, 0), time(2, 30), time(8, 30), time(12, 0), time(23, 30))

zones = st.sampled_from(ZONES)
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
moments = st.datetimes(datetime(2010, 1, 1), datetime(2040, 1, 1)).map(lambda each: each.replace(tzinfo=UTC))  # noqa: DTZ001
weekday_sets = st.frozensets(st.integers(0, 6), min_size=1)


def subscriptions() -> st.SearchStrategy[Subscription]:
    return st.builds(Subscription, times, zones, weekday_sets)


def walk(subscription: Subscription, start: datetime, end: datetime) -> Iterator[datetime]:
    """The due moments of a subscriber who is served punctually."""
    last = None
    now = start
    while (due := next_due(subscription, now, last)) is not None and due < end:
        yield due
        now = last = due


def shown_minutes(day: date, zone: ZoneInfo) -> dict[time, datetime]:
    """Every minute that clocks show on a day, with the first moment at which they do: found by watching a clock."""
    midday = datetime.combine(day, time(12), UTC)
    shown: dict[time, datetime] = {}
    for minutes in range(-27 * 60, 27 * 60):
        local = (midday + minutes * MINUTE).astimezone(zone)
        if local.date() == day:
            shown.setdefault(local.time(), local.astimezone(UTC))
    return shown


def watched(shown: dict[time, datetime], at: time) -> datetime | None:
    """When a tip should come on a day, by the rule in words and what a watched clock has shown."""
    later = [each for each in shown if each >= at]
    return shown[min(later)] if later else shown[max(shown)] if shown else None


@cache
def changes(name: str, year: int) -> tuple[tuple[datetime, timedelta], ...]:
    """About when the clocks of a zone are changed in two years, each with the offset they then have."""
    zone = ZoneInfo(name)
    found: list[tuple[datetime, timedelta]] = []
    moment, offset = datetime(year, 1, 1, tzinfo=UTC), None
    while moment.year < year + 2:
        now = moment.astimezone(zone).utcoffset()
        assert now is not None
        if now != offset:
            found.append((moment, now))
        offset = now
        moment += timedelta(hours=12)
    return tuple(found)


def odd_days(name: str, year: int) -> set[date]:
    """The days on which the clocks of a zone may be changed, or which they leave out."""
    zone = ZoneInfo(name)
    return {local_day(moment, zone) + n * DAY for moment, _ in changes(name, year)[1:] for n in (-2, -1, 0)}


@pytest.mark.parametrize("year", YEARS)
def test_in_every_zone_each_day_of_two_years_has_one_due_moment_in_order_at_the_right_time(year: int) -> None:
    start, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 2, 1, 1, tzinfo=UTC)
    for number, name in enumerate(ZONES):
        zone, at = ZoneInfo(name), TIMES[number % len(TIMES)]
        due = list(walk(Subscription(at, name), start, end))
        days = [local_day(each, zone) for each in due]
        every = {days[0] + n * DAY for n in range((days[-1] - days[0]).days + 1)}
        assert days == sorted(every - LEFT_OUT.get(name, set())), name
        assert days[0] <= local_day(start, zone) + DAY, name
        assert days[-1] >= local_day(end, zone) - DAY, name
        assert due == sorted(due), name
        wrong = {local_day(each, zone) for each in due if each.astimezone(zone).time() != at}
        assert wrong <= odd_days(name, year), name


@pytest.mark.parametrize("year", YEARS)
def test_on_the_days_clocks_are_changed_a_watched_clock_agrees(year: int) -> None:
    # Zones that keep the same clocks are names of one another: one of them is watched.
    zones = {changes(name, year): name for name in ZONES}
    assert len(zones) > 50
    for name in zones.values():
        for day in odd_days(name, year):
            shown = shown_minutes(day, ZoneInfo(name))
            for at in (time(0, 0), time(0, 30), time(1, 30), time(2, 0), time(2, 30), time(3, 0), time(23, 30)):
                assert due_on(day, at, ZoneInfo(name)) == watched(shown, at), (name, day, at)


@given(subscriptions(), moments)
def test_only_chosen_weekdays_are_due_and_none_of_them_is_left_out(subscription: Subscription, now: datetime) -> None:
    zone = ZoneInfo(subscription.zone)
    due = [local_day(each, zone) for each in walk(subscription, now, now + 60 * DAY)]
    between = {due[0] + n * DAY for n in range((due[-1] - due[0]).days + 1)}
    chosen = {day for day in between if day.weekday() in subscription.weekdays and due_on(day, time(12), zone)}
    assert due == sorted(chosen)


@given(st.data(), moments, subscriptions())
def test_changes_of_time_and_zone_give_no_day_two_and_never_leave_out_tomorrow(
    data: st.DataObject, now: datetime, subscription: Subscription
) -> None:
    subscription = replace(subscription, weekdays=frozenset(range(7)))
    last = None
    for _ in range(6):
        due = next_due(subscription, now, last)
        zone = ZoneInfo(subscription.zone)
        assert due is not None
        assert due > now
        assert last is None or local_day(due, zone) > local_day(last, zone)
        tomorrow = local_day(now, zone) + DAY
        assert local_day(due, zone) <= tomorrow or due_on(tomorrow, time(12), zone) is None
        if data.draw(st.booleans(), "sent"):
            now = last = due
        else:
            now += data.draw(st.timedeltas(MINUTE, max(MINUTE, due - now - MINUTE)), "passes")
        subscription = replace(subscription, at=data.draw(times, "at"), zone=data.draw(zones, "zone"))


@given(subscriptions(), moments, st.integers(-3, 400))
def test_during_a_pause_nothing_is_due_and_after_it_the_first_chosen_day_is(
    subscription: Subscription, now: datetime, days: int
) -> None:
    zone = ZoneInfo(subscription.zone)
    until = local_day(now, zone) + days * DAY
    due = next_due(replace(subscription, paused_until=until), now, None)
    assert due is not None
    assert local_day(due, zone) >= until
    without = next_due(subscription, max(now, (due_on(until, time(0), zone) or now) - MINUTE), None)
    assert due == without or local_day(now, zone) >= until


@given(times, zones, moments)
def test_without_a_weekday_nothing_is_ever_due(at: time, zone: str, now: datetime) -> None:
    assert next_due(Subscription(at, zone, frozenset()), now, None) is None


def test_it_is_due_strictly_after_now() -> None:
    subscription = Subscription(time(8, 30), "Europe/Lisbon")
    due = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    assert next_due(subscription, due - MINUTE, None) == due
    assert next_due(subscription, due, None) == due + DAY


def test_a_time_the_clocks_skip_comes_at_the_first_minute_after() -> None:
    due = due_on(date(2026, 3, 29), time(1, 30), ZoneInfo("Europe/London"))
    assert due == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_time_the_clocks_show_twice_comes_at_the_first() -> None:
    due = due_on(date(2026, 10, 25), time(1, 30), ZoneInfo("Europe/London"))
    assert due == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_where_the_last_hour_of_a_day_is_skipped_the_tip_comes_in_the_last_minute_before() -> None:
    nuuk = ZoneInfo("America/Nuuk")
    due = due_on(date(2027, 3, 27), time(23, 30), nuuk)
    assert due is not None
    assert due.astimezone(nuuk).replace(tzinfo=None) == datetime(2027, 3, 27, 22, 59)  # noqa: DTZ001


def test_a_day_that_is_left_out_has_no_tip_and_the_next_has_its_own() -> None:
    apia = Subscription(time(8, 30), "Pacific/Apia")
    start = datetime(2011, 12, 29, 0, 0, tzinfo=UTC)
    days = [local_day(each, ZoneInfo(apia.zone)).day for each in walk(apia, start, start + 5 * DAY)]
    assert days == [29, 31, 1, 2, 3]


def test_a_tip_that_came_before_a_flight_west_is_not_the_reason_to_lose_tomorrow() -> None:
    last = datetime(2026, 5, 4, 23, 0, tzinfo=UTC)
    now = last + timedelta(hours=1)
    due = next_due(Subscription(time(11, 0), "Pacific/Honolulu"), now, last)
    assert due == datetime(2026, 5, 5, 21, 0, tzinfo=UTC)


def test_a_zone_nobody_knows_is_an_error() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        next_due(Subscription(time(8, 30), "Mars/Olympus"), datetime(2026, 1, 1, tzinfo=UTC), None)
