"""When a tip is due: a wall-clock time on chosen weekdays in a zone, to moments in UTC.

The rules of the zones are read by `zoneinfo`, from the machine or from the package tzdata.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.kept import Subscription
from bot.core.zones import clocks_of

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)

_SEARCHED = 15
"""Days looked at: today may be over, and the one weekday chosen may fall on a day that the zone leaves out."""


def next_due(subscription: Subscription, now: datetime, last: datetime | None) -> datetime | None:
    """The first due moment after `now`, in UTC; None where no weekday is chosen.

    It is on a local day after that of `last`, the due moment of the last delivery, and not before `paused_until`: so
    however zone and time are changed, no local day has two, and tomorrow is never left out. Raises
    ZoneInfoNotFoundError where the zone is not known.
    """
    zone = clocks_of(subscription.zone)
    first = local_day(now, zone)
    if last is not None:
        first = max(first, local_day(last, zone) + _DAY)
    if subscription.paused_until is not None:
        first = max(first, subscription.paused_until)
    for day in (first + n * _DAY for n in range(_SEARCHED)):
        if day.weekday() in subscription.weekdays:
            moment = due_on(day, subscription.at, zone)
            if moment is not None and moment > now:
                return moment
    return None


def due_on(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The moment, in UTC, at which the clocks of a zone show a time on a day.

    Where they show it twice it is the first; where they skip it, the first minute they show after it, or, if that is
    of the next day already, the last before it. None where they skip the whole day.
    """
    shown = datetime.combine(day, at, zone)
    moment = shown.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == shown.replace(tzinfo=None):
        return moment
    jump = _jump(shown.replace(fold=1).astimezone(UTC), moment, zone)
    return next((near for near in (jump, jump - _MINUTE) if local_day(near, zone) == day), None)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The date that is written in a zone at a moment."""
    return moment.astimezone(zone).date()


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first minute in UTC after the clocks of a zone were put forward, between these two moments."""
    old = before.astimezone(zone).utcoffset()
    while after - before > _MINUTE:
        middle = before + (after - before) // _MINUTE // 2 * _MINUTE
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
