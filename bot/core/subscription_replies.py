"""What is said about daily tips: questions with choices, and how things stand, all in the words of the pack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.core.kept import EVERY_DAY, Kept, Subscription
from bot.core.knowledge import Kind, KnowledgeBase, Month, Source, Tip, TipsButton, Wait, Weekday
from bot.core.replies import Choice, Paragraph, Reply, ReplyKind, Role
from bot.core.schedule import local_day, next_due
from bot.core.state import Asked, Subscribing
from bot.core.zones import city_of, clocks_of

SUBSCRIBE, UNSUBSCRIBE, PAUSE, RESUME, SETTINGS, DAILY_TIP = (
    "subscribe",
    "unsubscribe",
    "pause",
    "resume",
    "settings",
    "daily_tip",
)
"""The acts of a pack that are about tips."""

USUAL_TIMES = (time(7, 30), time(8, 30), time(12, 0), time(18, 0), time(20, 0))
PAUSES = (1, 7, 14, 30)
"""Days."""

WORKING_DAYS = frozenset(range(5))
WEEKEND = EVERY_DAY - WORKING_DAYS

_HOUR = timedelta(hours=1)
_TWO_DAYS = timedelta(days=2)
_OFFERED_TOPICS = (Kind.SYMPTOM, Kind.CONDITION, Kind.SITUATION)


class SubscriptionSpeaker:
    """Says in the words of one pack what there is to say about daily tips."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._wording = knowledge.wording
        with_tips = {tip.topic for tip in knowledge.tips}
        self.topics = tuple(
            topic.id for topic in knowledge.topics.values() if topic.id in with_tips and topic.kind in _OFFERED_TOPICS
        )

    def confirmed(self, kept: Kept, now: datetime) -> Reply:
        """How things stand after a change, in one line, and what can be changed further."""
        said = [Paragraph(Role.LEAD, self.summary(kept, now))]
        return self._reply(SUBSCRIBE, said, self._changes(TipsButton.SETTINGS))

    def summary(self, kept: Kept, now: datetime) -> str:
        """When and where a subscriber's tips come, and how long until the next."""
        subscription, due = _due(kept, now)
        return self._wording.tips_done.format(
            days=self._days(subscription.weekdays),
            time=clock(subscription.at),
            place=city_of(subscription.zone),
            wait=self._wait(due - now),
        )

    def settings(self, kept: Kept, now: datetime) -> Reply:
        """Everything about a chat's tips, with a button for each."""
        wording = self._wording
        subscription = kept.subscription
        if subscription is None:
            return self._reply(SETTINGS, [Paragraph(Role.LEAD, wording.tips_none)], (self.button(TipsButton.ON),))
        names = ", ".join(self._knowledge.topics[each].label for each in self._known(subscription.interests))
        said = [
            Paragraph(Role.TITLE, wording.tips_settings),
            Paragraph(Role.POINT, self.summary(kept, now)),
            Paragraph(Role.POINT, wording.tips_topics_first.format(names=names) if names else wording.tips_any_topic),
        ]
        if until := self.pause_of(subscription, now):
            said.append(Paragraph(Role.POINT, wording.tips_paused_until.format(date=self._date(until))))
        pause = TipsButton.RESUME if until else TipsButton.PAUSE
        return self._reply(SETTINGS, said, self._changes(pause, TipsButton.OFF))

    def pause_of(self, subscription: Subscription, now: datetime) -> date | None:
        """The day a pause ends, while there is one."""
        until = subscription.paused_until
        return until if until and until > local_day(now, clocks_of(subscription.zone)) else None

    def paused(self, kept: Kept, now: datetime) -> Reply:
        """When tips go on after a pause."""
        subscription, due = _due(kept, now)
        day = self._date(local_day(due, clocks_of(subscription.zone)))
        said = [Paragraph(Role.LEAD, self._wording.tips_paused.format(date=day))]
        return self._reply(PAUSE, said, tuple(map(self.button, (TipsButton.RESUME, TipsButton.SETTINGS))))

    def stopped(self) -> Reply:
        """There will be no more tips."""
        act = self._knowledge.acts.get(UNSUBSCRIBE)
        text = act.reply if act else self._wording.tips_none
        return self._reply(UNSUBSCRIBE, [Paragraph(Role.LEAD, text)], (self.button(TipsButton.ON),))

    def ask_time(self) -> Reply:
        """At what time tips should come."""
        choices = [Choice(f"tips:at:{each:%H%M}", clock(each)) for each in USUAL_TIMES]
        return self._question(self._wording.tips_time, choices)

    def ask_zone(self, asked: Subscribing, offsets: Iterable[timedelta], now: datetime, *, are_all: bool) -> Reply:
        """What time it is where the person is. `offsets` of local time from UTC are offered as times."""
        choices = [Choice(f"tips:{_offset_id(each)}", f"{now + each:%H:%M}") for each in offsets]
        if not are_all:
            choices.append(self.button(TipsButton.CLOCKS))
        wish = self._wording.tips_wish.format(days=self._days(asked.weekdays), time=clock(asked.at))
        return self._question(self._wording.tips_zone, choices, lead=wish, note=self._wording.tips_zone_how)

    def ask_which(self, zones: Iterable[str]) -> Reply:
        """Whose clock is the person's, where several agree for the moment."""
        return self._question(self._wording.tips_which_place, [zone_choice(zone, city_of(zone)) for zone in zones])

    def ask_if_so(self, name: str, zone: str, now: datetime) -> Reply:
        """Whether it is the right place, told by the time there."""
        local = f"{now.astimezone(clocks_of(zone)):%H:%M}"
        choices = [zone_choice(zone, self._wording.confirm_yes), Choice("tips:zone", self._wording.confirm_no)]
        return self._question(self._wording.tips_is_it.format(place=name, time=local), choices)

    def ask_days(self, weekdays: frozenset[int]) -> Reply:
        """On which days tips should come: each button carries the days as they would be after it."""
        wording = self._wording
        choices = [
            _days_choice(EVERY_DAY, wording.tips_every_day),
            _days_choice(WORKING_DAYS, wording.tips_on_weekdays),
            _days_choice(WEEKEND, wording.tips_at_weekends),
        ]
        for number, day in enumerate(Weekday):
            after = weekdays ^ {number}
            if after:
                choices.append(_days_choice(after, self._marked(wording.weekdays[day], is_on=number in weekdays)))
        return self._question(wording.tips_days, [*choices, self.button(TipsButton.DONE)])

    def ask_topics(self, interests: Sequence[str]) -> Reply:
        """Which topics come first: a button for each adds it or takes it away."""
        choices = []
        for topic in self.topics:
            is_on = topic in interests
            verb = "without" if is_on else "with"
            choices.append(
                Choice(f"tips:{verb}:{topic}", self._marked(self._knowledge.topics[topic].label, is_on=is_on))
            )
        return self._question(self._wording.tips_topics, [*choices, self.button(TipsButton.DONE)])

    def ask_pause(self) -> Reply:
        """For how long tips should pause."""
        choices = [Choice(f"tips:pause:{days}", self._wait(timedelta(days=days))) for days in PAUSES]
        return self._question(self._wording.tips_pause, choices)

    def reminder(self, asked: Subscribing) -> Paragraph:
        """That a question still waits, for the end of a reply to something else."""
        questions = {
            Asked.TIME: self._wording.tips_time,
            Asked.ZONE: self._wording.tips_zone,
            Asked.DAYS: self._wording.tips_days,
            Asked.PAUSE: self._wording.tips_pause,
        }
        return Paragraph(Role.NOTE, self._wording.tips_waiting.format(question=questions[asked.asked]))

    def unclear(self, asked: Asked, question: Reply) -> Reply:
        """The same question, to somebody whose answer was not understood."""
        wording = self._wording
        text = wording.tips_unclear_place if asked is Asked.ZONE else wording.tips_unclear
        return replace(question, paragraphs=(Paragraph(Role.LEAD, text), *question.paragraphs))

    def tip(self, tip: Tip, choices: tuple[Choice, ...], note: str | None = None) -> Reply:
        """A tip with its caution and its sources, and nothing else."""
        said = [Paragraph(Role.LEAD, tip.text)]
        if tip.caution:
            said.append(Paragraph(Role.CAUTION, tip.caution))
        sources = {each.publisher: each for each in map(self._knowledge.sources.__getitem__, tip.sources)}
        if sources:
            said.append(self._cited(sources))
        if note:
            said.append(Paragraph(Role.NOTE, note))
        return self._reply(DAILY_TIP, said, choices)

    def button(self, button: TipsButton) -> Choice:
        """The button for one of the things that can be done about tips."""
        return Choice(f"tips:{button}", self._wording.tips_buttons[button])

    def _cited(self, sources: dict[str, Source]) -> Paragraph:
        return Paragraph(Role.SOURCES, self._wording.sources.format(names="; ".join(sources)), tuple(sources.values()))

    def _changes(self, *more: TipsButton) -> tuple[Choice, ...]:
        usual = (TipsButton.TIME, TipsButton.DAYS, TipsButton.ZONE, TipsButton.TOPICS)
        return tuple(map(self.button, (*usual, *more)))

    def _question(
        self, text: str, choices: Iterable[Choice], *, lead: str | None = None, note: str | None = None
    ) -> Reply:
        parts = ((Role.LEAD, lead), (Role.QUESTION, text), (Role.NOTE, note))
        return self._reply(SUBSCRIBE, [Paragraph(role, each) for role, each in parts if each], tuple(choices))

    def _reply(self, act: str, said: Sequence[Paragraph], choices: tuple[Choice, ...]) -> Reply:
        return Reply(ReplyKind.ACT, tuple(said), (act,), choices=choices)

    def _marked(self, label: str, *, is_on: bool) -> str:
        return self._wording.tips_chosen.format(label=label) if is_on else label

    def _known(self, topics: Iterable[str]) -> list[str]:
        return [each for each in topics if each in self._knowledge.topics]

    def _days(self, weekdays: frozenset[int]) -> str:
        wording = self._wording
        by_name = {
            EVERY_DAY: wording.tips_every_day,
            WORKING_DAYS: wording.tips_on_weekdays,
            WEEKEND: wording.tips_at_weekends,
        }
        *most, last = [wording.weekdays[day] for number, day in enumerate(Weekday) if number in weekdays]
        listed = wording.tips_and.format(first=", ".join(most), last=last) if most else last
        return by_name.get(weekdays) or wording.tips_on_days.format(days=listed)

    def _date(self, day: date) -> str:
        weekday, month = tuple(Weekday)[day.weekday()], tuple(Month)[day.month - 1]
        wording = self._wording
        return wording.date.format(weekday=wording.weekdays[weekday], day=day.day, month=wording.months[month])

    def _wait(self, length: timedelta) -> str:
        if length < _HOUR:
            count, one, many = max(1, _rounded(length, timedelta(minutes=1))), Wait.MINUTE, Wait.MINUTES
        elif length < timedelta(days=1) or (length < _TWO_DAYS and length % timedelta(days=1)):
            count, one, many = _rounded(length, _HOUR), Wait.HOUR, Wait.HOURS
        else:
            count, one, many = _rounded(length, timedelta(days=1)), Wait.DAY, Wait.DAYS
        return self._wording.waits[one if count == 1 else many].format(count=count)


def _due(kept: Kept, now: datetime) -> tuple[Subscription, datetime]:
    """A subscriber's subscription, and when the next tip is due."""
    assert kept.subscription is not None, "somebody gets tips"
    due = next_due(kept.subscription, now, kept.last_due)
    assert due is not None, "at least one weekday is chosen"
    return kept.subscription, due


def clock(at: time) -> str:
    """A time of day as it is shown: 08:30."""
    return f"{at:%H:%M}"


def zone_choice(zone: str, label: str) -> Choice:
    """The choice of a zone; ids know no capitals."""
    return Choice(f"tips:zone:{zone.lower()}", label)


def _rounded(length: timedelta, unit: timedelta) -> int:
    """To the nearest; halves up."""
    return int(length / unit + 0.5)


def _days_choice(weekdays: frozenset[int], label: str) -> Choice:
    return Choice(f"tips:days:{''.join(str(int(day in weekdays)) for day in range(7))}", label)


def _offset_id(offset: timedelta) -> str:
    minutes = offset // timedelta(minutes=1)
    return f"ahead:{minutes}" if minutes >= 0 else f"behind:{-minutes}"
