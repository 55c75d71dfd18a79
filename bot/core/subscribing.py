"""Daily tips, talked about: asked for, changed, paused and ended, in words and by choices.

Whatever is asked here can be left unanswered: `answered` only takes what is plainly an answer, and everything else is
for the conversation to deal with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import assert_never

from bot.core.decision import Answer, ConfirmRedFlag, Fallback, NothingSaid, Outcome, OutOfScope, Urgent
from bot.core.kept import EVERY_DAY, Kept, Subscription
from bot.core.knowledge import KnowledgeBase, Tip, TipsButton
from bot.core.ports import TipHistory
from bot.core.replies import Choice, Reply
from bot.core.schedule import due_on, local_day
from bot.core.state import Asked, State, Subscribing
from bot.core.subscription_replies import (
    DAILY_TIP,
    PAUSE,
    RESUME,
    SETTINGS,
    SUBSCRIBE,
    UNSUBSCRIBE,
    SubscriptionSpeaker,
)
from bot.core.text import normalize
from bot.core.times import Said, TimeReader
from bot.core.tips import Wish, next_tip, season_in
from bot.core.whereabouts import PlaceFinder, Whereabouts
from bot.core.zones import by_clock, clocks_of, offset_at
from bot.errors import UnknownChoiceError

ACTS = frozenset({SUBSCRIBE, UNSUBSCRIBE, PAUSE, RESUME, SETTINGS, DAILY_TIP})
"""The acts of a pack that are answered here."""

USUAL_TIME = time(8, 30)

_MOST_PLACES = 8
_MOST_CLOCKS = 14
_MOST_RECENT = 5
_MOST_PAUSED = 366

_MOST_OTHER_WORDS = 2
"""Words beside it that an answer may have."""

_LONGEST_ANSWER = 8
"""Words of the name of a place, with what is said around it."""

_SURE_ENOUGH = 0.7
"""The least confidence that somebody wants no more tips at which these are ended without asking."""

_CLOCKS_DIFFER = timedelta(minutes=10)
"""How wrong the clock may be by which somebody tells the time."""

_DAY = timedelta(days=1)

Spoken = tuple[Reply, State]


class Subscriptions:
    """What one pack does about daily tips. Immutable, like the conversation it belongs to."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._speaker = SubscriptionSpeaker(knowledge)
        self._times = TimeReader(knowledge.vocabulary, knowledge.ordinary_words)
        self._places = PlaceFinder(knowledge)
        ours = [act for act in knowledge.acts.values() if act.id in ACTS]
        self._at_once = {normalize(each): act.id for act in ours for each in (*act.examples, *act.said)}
        self._after_tip = {normalize(each): act.id for act in ours for each in act.after_tip}

    def at_once(self, text: str, state: State) -> str | None:
        """The act that a text is without any doubt, word for word."""
        said = normalize(text)
        return (self._after_tip.get(said) if state.after_tip else None) or self._at_once.get(said)

    def is_about_time(self, text: str, state: State) -> bool:
        """Whether a text speaks of a time, of days or of a date, and of nothing else."""
        assert state.said_at is not None, "something was said"
        said = self._read(text, state, state.said_at)
        return not said.other_words and bool(said.at or said.weekdays or said.until)

    def has_moved(self, text: str, state: State) -> bool:
        """Whether somebody who gets tips names a place: their clock may be another one now."""
        return state.kept.subscription is not None and self._places.find(text) is not None

    def act(self, act: str, text: str, state: State, now: datetime, confidence: float = 1.0) -> Spoken:
        """Do what was asked for in words. Nobody loses their tips by a message that may have meant something else."""
        match act:
            case "unsubscribe":
                return self._stopped_in_words(text, state, now, confidence)
            case "pause":
                until = self._read(text, state, now, asked=True).until
                is_elsewhere = until is None and self._places.find(text) is not None
                return self._wished(text, state, now) if is_elsewhere else self._pause(until, state, now)
            case "resume":
                return self._resume(state, now)
            case "settings" if state.kept.subscription is None and self._read(text, state, now).at is None:
                return self._speaker.settings(state.kept, now), state
            case "daily_tip":
                return self._another(state, now)
            case _:
                return self._wished(text, state, now)

    def answered(  # noqa: PLR0911 - one return for each question
        self, text: str, state: State, now: datetime, *, is_ours: bool
    ) -> Spoken | None:
        """Go on from what was asked, if the text is an answer to it.

        One that names something of the subject (`is_ours`) is an answer only where it says nothing else.
        """
        if state.subscribing is None:
            return self._changed(text, state, now)
        said = self._read(text, state, now, asked=True)
        if is_ours and said.other_words:
            return None
        if state.subscribing.asked is Asked.ZONE:
            return self._zone_answered(text, said, state, now)
        if len(said.other_words) > _MOST_OTHER_WORDS:
            return None
        match state.subscribing.asked:
            case Asked.PAUSE if said.until:
                return self._pause(said.until, state, now)
            case Asked.DAYS if said.weekdays:
                return self._set_days(_wanted(said, state.kept.subscription) or said.weekdays, state, now)
            case Asked.TIME if said.at:
                return self._set_time(said.at, state, now)
            case _:
                return None

    def _changed(self, text: str, state: State, now: datetime) -> Spoken | None:
        """Change what a time, days or a date alone change, where tips are what was spoken of."""
        spoken_of = any(choice.id.startswith("tips:") for choice in state.offered)
        if not spoken_of or state.kept.subscription is None or "?" in text:
            return None
        said = self._read(text, state, now)
        if said.other_words or said.is_usual:
            return None
        if said.at or said.weekdays:
            return self._wished(text, state, now)
        return self._pause(said.until, state, now) if said.until else None

    def waiting(self, outcome: Outcome, reply: Reply, state: State, now: datetime, *, is_short: bool) -> Spoken:
        """A reply to something else while a question waits: that is said once below it.

        After a few words that are about nothing the question is asked again instead.
        """
        asked = state.subscribing
        if asked is None or isinstance(outcome, Urgent | ConfirmRedFlag):
            return reply, state
        if is_short and isinstance(outcome, Fallback | NothingSaid | OutOfScope):
            return self._speaker.unclear(asked.asked, self._asked_again(asked, state, now)), state
        if asked.is_reminded:
            return reply, state
        reminded = replace(reply, paragraphs=(*reply.paragraphs, self._speaker.reminder(asked)))
        return reminded, replace(state, subscribing=replace(asked, is_reminded=True))

    def after(self, outcome: Outcome, state: State, now: datetime) -> State:
        """What an outcome means for somebody who gets tips: a day without after an emergency, a topic cared for."""
        match outcome:
            case Urgent():
                return replace(state, kept=_after_emergency(state.kept, now), subscribing=None)
            case Answer(topic=topic):
                return replace(state, kept=_asked_about(topic, state.kept))
            case _:
                return state

    def _asked_again(self, asked: Subscribing, state: State, now: datetime) -> Reply:
        match asked.asked:
            case Asked.ZONE:
                return self._ask_zone(state, now)[0]
            case Asked.TIME:
                return self._speaker.ask_time()
            case Asked.DAYS:
                return self._speaker.ask_days(asked.weekdays)
            case Asked.PAUSE:
                return self._speaker.ask_pause()
            case _:
                assert_never(asked.asked)

    def agreed(self, state: State, *, is_so: bool) -> str | None:
        """The choice that a plain yes or no means, in whatever words, where it was asked whether a place is right."""
        match [choice.id for choice in state.offered]:
            case [yes, "tips:zone" as no] if yes.startswith("tips:zone:"):
                return yes if is_so else no
            case _:
                return None

    def choose(self, choice: str, state: State, now: datetime) -> Spoken:
        """Do what a choice asks for; `choice` is its id without "tips:". Raises UnknownChoiceError."""
        verb, _, rest = choice.partition(":")
        spoken = self._carried(verb, rest, state, now) if rest else self._pressed(verb, state, now)
        if spoken is None:
            raise UnknownChoiceError(f"This pack offers no choice 'tips:{choice}'; ask again in words.")
        return spoken

    def locate(self, latitude: float, longitude: float, state: State, now: datetime) -> Spoken | None:
        """Take a shared location for where the person is, once they say so.

        None for whoever neither gets tips nor is about to: where they are is nobody's business then.
        """
        zone = self._knowledge.zones.nearest(latitude, longitude)
        if zone is None or not (state.subscribing or state.kept.subscription):
            return None
        place = Whereabouts(zone.rpartition("/")[2].replace("_", " "), (zone,), is_sure=False)
        return self._placed(place, self._opened(state), now)

    def daily_tip(self, tip: str) -> Reply | None:
        """The message a daily tip is sent as; None where the pack no longer has it."""
        found = self._tip_named(tip)
        return self._speaker.tip(found, self._below_daily(found)) if found else None

    def _pressed(self, verb: str, state: State, now: datetime) -> Spoken | None:  # noqa: PLR0911 - one for each button
        """What a button without anything more does, for whoever presses it."""
        match verb:
            case TipsButton.ON:
                return self._wished("", state, now)
            case TipsButton.OFF:
                return self._stop(state)
            case TipsButton.ANOTHER:
                return self._another(state, now)
            case TipsButton.ZONE | TipsButton.CLOCKS:
                return self._ask_zone(self._opened(state), now, are_all=verb == TipsButton.CLOCKS)
            case TipsButton.TIME:
                return self._speaker.ask_time(), self._asking(Asked.TIME, state)
            case _ if verb not in set(TipsButton):
                return None
            case _ if state.kept.subscription is None:
                return self._speaker.settings(state.kept, now), replace(state, subscribing=None)
            case _:
                return self._pressed_by_subscriber(verb, state.kept.subscription, state, now)

    def _pressed_by_subscriber(self, verb: str, subscription: Subscription, state: State, now: datetime) -> Spoken:
        """What a button does that changes a subscription, or else shows it."""
        speaker = self._speaker
        match verb:
            case TipsButton.DAYS:
                return speaker.ask_days(subscription.weekdays), self._asking(Asked.DAYS, state)
            case TipsButton.TOPICS:
                return speaker.ask_topics(subscription.interests), state
            case TipsButton.PAUSE:
                return speaker.ask_pause(), self._asking(Asked.PAUSE, state)
            case TipsButton.RESUME:
                return self._resume(state, now)
            case _:
                return speaker.settings(state.kept, now), replace(state, subscribing=None)

    def _carried(self, verb: str, rest: str, state: State, now: datetime) -> Spoken | None:  # noqa: PLR0911 - the same
        """What a button does that carries a value with it."""
        match verb:
            case "at" if (at := _time_of(rest)) is not None:
                return self._set_time(at, state, now)
            case "zone" if zone := self._knowledge.zones.named(rest):
                return self._set_zone(zone, self._opened(state), now)
            case "ahead" | "behind" if (minutes := _number(rest)) is not None and minutes < _DAY / timedelta(minutes=1):
                offset = timedelta(minutes=minutes if verb == "ahead" else -minutes)
                return self._told_by_clock([offset], self._opened(state), now)
            case "days" if weekdays := _weekdays_of(rest):
                return self._toggled_days(weekdays, state, now)
            case "with" | "without" if rest in self._knowledge.topics:
                return self._toggled_topic(rest, state, now, is_on=verb == "with")
            case "pause" if (days := _number(rest)) is not None and 0 < days <= _MOST_PAUSED:
                return self._pause(self._today(state, now) + days * _DAY, state, now)
            case "helpful" if tip := self._tip_named(rest):
                thanks = self._knowledge.wording.tips_thanks
                return self._speaker.tip(tip, self._below_daily(tip)[1:], thanks), state
            case _:
                return None

    def _wished(self, text: str, state: State, now: datetime) -> Spoken:
        """Subscribe, or change what the text speaks of. Only what is not known is asked."""
        said = self._read(text, state, now)
        place = self._places.find(text)
        subscription = state.kept.subscription
        if subscription and not (said.at or said.weekdays or place):
            return self._speaker.settings(state.kept, now), replace(state, subscribing=None)
        wish = self._opened(state).subscribing
        assert wish is not None, "a wish is open"
        wish = replace(wish, at=said.at or wish.at, weekdays=_wanted(said, wish) or wish.weekdays)
        state = replace(state, subscribing=wish)
        if place:
            return self._placed(place, state, now)
        zone = subscription.zone if subscription else self._zone_of_country(state, now)
        return self._set_zone(zone, state, now) if zone else self._ask_zone(state, now)

    def _stopped_in_words(self, text: str, state: State, now: datetime, confidence: float) -> Spoken:
        """End what is not wished for: some days, the time until a date, or all; where that is not sure, ask."""
        said = self._read(text, state, now)
        unwanted = said.left_out or said.weekdays or EVERY_DAY
        subscription, wish = state.kept.subscription, state.subscribing
        if subscription and said.until:
            return self._pause(said.until, state, now)
        if subscription and (left := subscription.weekdays - unwanted):
            return self._confirmed(replace(subscription, weekdays=left), state, now)
        if subscription and confidence < _SURE_ENOUGH:
            return self._speaker.settings(state.kept, now), state
        if wish and not subscription and (left := wish.weekdays - unwanted):
            return self._ask_zone(self._opened(replace(state, subscribing=replace(wish, weekdays=left))), now)
        return self._stop(state)

    def _opened(self, state: State) -> State:
        """The state with a wish that only lacks a zone: the one begun, what there is, or the usual."""
        wish, subscription = state.subscribing, state.kept.subscription
        if wish is None and subscription is not None:
            wish = Subscribing(Asked.ZONE, subscription.at, subscription.weekdays)
        return replace(state, subscribing=replace(wish or Subscribing(Asked.ZONE, USUAL_TIME), asked=Asked.ZONE))

    def _asking(self, asked: Asked, state: State) -> State:
        opened = self._opened(state)
        assert opened.subscribing is not None, "a wish is open"
        return replace(opened, subscribing=replace(opened.subscribing, asked=asked))

    def _zone_of_country(self, state: State, now: datetime) -> str | None:
        """The zone of the country the person has named, if all of it keeps the same clock."""
        zones = self._knowledge.zones.of_country(state.person.country or state.kept.country or "")
        return zones[0] if zones and len(by_clock(zones, now)) == 1 else None

    def _ask_zone(self, state: State, now: datetime, *, are_all: bool = False) -> Spoken:
        assert state.subscribing is not None, "a wish is open"
        near, every = self._offsets(now)
        offsets = every if are_all or not near else near
        return self._speaker.ask_zone(state.subscribing, offsets, now, are_all=offsets == every), state

    def _offsets(self, now: datetime) -> tuple[list[timedelta], list[timedelta]]:
        """The offsets in use now, from west to east: those commonest in the countries of the pack, and all."""
        countries: dict[timedelta, set[str]] = {}
        for place in self._knowledge.zones.places:
            countries.setdefault(offset_at(place.zone, now), set()).add(place.country)
        ours = self._knowledge.pack.countries.keys()
        common = sorted(countries, key=lambda each: len(countries[each] & ours), reverse=True)[:_MOST_CLOCKS]
        return sorted(each for each in common if countries[each] & ours), sorted(countries)

    def _zone_answered(self, text: str, said: Said, state: State, now: datetime) -> Spoken | None:
        place = self._places.find(text, asked=True) if len(normalize(text).split()) <= _LONGEST_ANSWER else None
        if place and (place.is_sure or said.at is None):
            return self._placed(place, state, now)
        if said.at is None or len(said.other_words) > _MOST_OTHER_WORDS:
            return None
        if said.is_wished:
            return self._set_time(said.at, state, now)
        if said.is_usual:
            return None
        near, every = self._offsets(now)
        meant = [each for each in (said.at, said.or_at) if each is not None]
        offsets = [each for each in every if any(_shows(now + each, at) for at in meant)]
        if not offsets:
            return self._set_time(said.at, state, now)  # no clock shows it: it is when the tip should come
        return self._told_by_clock([each for each in offsets if each in near] or offsets, state, now)

    def _told_by_clock(self, offsets: Sequence[timedelta], state: State, now: datetime) -> Spoken:
        """Go on from what time it is where the person is."""
        assert state.subscribing is not None, "a wish is open"
        if len(offsets) > 1:
            return self._speaker.ask_zone(state.subscribing, offsets, now, are_all=False), state
        known = [zone for zone in self._zones_of_pack() if offset_at(zone, now) in offsets]
        zones = known or [each.zone for each in self._knowledge.zones.places if offset_at(each.zone, now) in offsets]
        if not zones:
            return self._speaker.unclear(Asked.TIME, self._ask_zone(state, now, are_all=True)[0]), state
        return self._among(zones, state, now)

    def _zones_of_pack(self) -> tuple[str, ...]:
        """The zones a pack knows something of: of its countries, in their order, and of places it names."""
        table, places = self._knowledge.zones, self._knowledge.vocabulary.places
        zones = (zone for code in self._knowledge.pack.countries for zone in table.of_country(code))
        ours = sorted(zones, key=lambda zone: zone not in places)
        return tuple(dict.fromkeys([*ours, *(zone for zone in places if table.place(zone))]))

    def _placed(self, place: Whereabouts, state: State, now: datetime) -> Spoken:
        if len(by_clock(place.zones, now)) == 1 and not place.is_sure:
            return self._speaker.ask_if_so(place.name, place.zones[0], now), state
        best_known = [zone for zone in self._knowledge.vocabulary.places if zone in place.zones]
        return self._among(dict.fromkeys((*best_known, *place.zones)), state, now)

    def _among(self, zones: Iterable[str], state: State, now: datetime) -> Spoken:
        """Settle for a zone, where those in question agree for a year to come, or ask."""
        ones = [group[0] for group in by_clock(zones, now)]
        if len(ones) == 1:
            return self._set_zone(ones[0], state, now)
        return self._speaker.ask_which(ones[:_MOST_PLACES]), state

    def _set_zone(self, zone: str, state: State, now: datetime) -> Spoken:
        """The wish is complete."""
        wish, before = state.subscribing, state.kept.subscription
        assert wish is not None, "a wish is open"
        recent = (state.topic,) if state.topic else ()
        subscription = before or Subscription(wish.at, zone, recent=recent)
        return self._confirmed(replace(subscription, at=wish.at, zone=zone, weekdays=wish.weekdays), state, now)

    def _set_time(self, at: time, state: State, now: datetime) -> Spoken:
        opened = self._opened(state)
        assert opened.subscribing is not None, "a wish is open"
        opened = replace(opened, subscribing=replace(opened.subscribing, at=at))
        subscription = state.kept.subscription
        zone = subscription.zone if subscription else self._zone_of_country(state, now)
        return self._set_zone(zone, opened, now) if zone else self._ask_zone(opened, now)

    def _set_days(self, weekdays: frozenset[int], state: State, now: datetime) -> Spoken | None:
        if state.kept.subscription is None:
            return None
        return self._confirmed(replace(state.kept.subscription, weekdays=weekdays), state, now)

    def _toggled_days(self, weekdays: frozenset[int], state: State, now: datetime) -> Spoken:
        spoken = self._set_days(weekdays, state, now)
        if spoken is None:
            return self._speaker.settings(state.kept, now), state
        return self._speaker.ask_days(weekdays), self._asking(Asked.DAYS, spoken[1])

    def _toggled_topic(self, topic: str, state: State, now: datetime, *, is_on: bool) -> Spoken:
        subscription = state.kept.subscription
        if subscription is None:
            return self._speaker.settings(state.kept, now), state
        others = tuple(each for each in subscription.interests if each != topic)
        interests = (*others, topic) if is_on else others
        return self._speaker.ask_topics(interests), self._with(replace(subscription, interests=interests), state)

    def _pause(self, until: date | None, state: State, now: datetime) -> Spoken:
        subscription = state.kept.subscription
        if subscription is None:
            return self._speaker.settings(state.kept, now), state
        if until is None:
            return self._speaker.ask_pause(), self._asking(Asked.PAUSE, state)
        state = self._with(replace(subscription, paused_until=until), state)
        return self._speaker.paused(state.kept, now), state

    def _resume(self, state: State, now: datetime) -> Spoken:
        if state.kept.subscription is None:
            return self._wished("", state, now)
        return self._confirmed(replace(state.kept.subscription, paused_until=None), state, now)

    def _confirmed(self, subscription: Subscription, state: State, now: datetime) -> Spoken:
        state = self._with(subscription, state)
        return self._speaker.confirmed(state.kept, now), state

    def _stop(self, state: State) -> Spoken:
        return self._speaker.stopped(), self._with(None, state)

    def _with(self, subscription: Subscription | None, state: State) -> State:
        return replace(state, kept=replace(state.kept, subscription=subscription), subscribing=None)

    def _another(self, state: State, now: datetime) -> Spoken:
        """A tip at once, and not one that was given in this conversation."""
        subscription = state.kept.subscription
        cared_for = (*subscription.interests, *subscription.recent) if subscription else ()
        season = season_in(subscription.zone, self._today(state, now), self._knowledge.zones) if subscription else None
        wish = Wish(
            state.kept.conditions | state.person.conditions, season, (state.topic,) if state.topic else cared_for
        )
        tip, history = next_tip(self._knowledge, wish, now.toordinal(), TipHistory(0, state.told))
        if tip is None:
            return self._speaker.settings(state.kept, now), state
        button = TipsButton.SETTINGS if subscription else TipsButton.ON
        below = (self._speaker.button(TipsButton.ANOTHER), self._speaker.button(button), self._topic_choice(tip))
        return self._speaker.tip(tip, below), replace(state, told=history.given)

    def _below_daily(self, tip: Tip) -> tuple[Choice, ...]:
        helpful = Choice(f"tips:helpful:{tip.id}", self._knowledge.wording.tips_buttons[TipsButton.HELPFUL])
        buttons = (TipsButton.ANOTHER, TipsButton.PAUSE, TipsButton.SETTINGS)
        return (helpful, *map(self._speaker.button, buttons), self._topic_choice(tip))

    def _topic_choice(self, tip: Tip) -> Choice:
        return Choice(f"ask:{tip.topic}:overview", self._knowledge.topics[tip.topic].label)

    def _tip_named(self, tip: str) -> Tip | None:
        return next((each for each in self._knowledge.tips if each.id == tip), None)

    def _read(self, text: str, state: State, now: datetime, *, asked: bool = False) -> Said:
        return self._times.read(text, self._today(state, now), asked=asked)

    def _today(self, state: State, now: datetime) -> date:
        """The date where the person is, as far as that is known."""
        subscription = state.kept.subscription
        return local_day(now, clocks_of(subscription.zone)) if subscription else now.date()


def _after_emergency(kept: Kept, now: datetime) -> Kept:
    """No tips for a day."""
    subscription = kept.subscription
    if subscription is None:
        return kept
    zone = clocks_of(subscription.zone)
    until = local_day(now + _DAY, zone)
    due = due_on(until, subscription.at, zone)
    if due is not None and due < now + _DAY:
        until += _DAY
    until = max(until, subscription.paused_until or until)
    return replace(kept, subscription=replace(subscription, paused_until=until))


def _asked_about(topic: str, kept: Kept) -> Kept:
    """The topics last asked about, newest first; kept only for somebody who gets tips."""
    subscription = kept.subscription
    if subscription is None:
        return kept
    recent = tuple(dict.fromkeys((topic, *subscription.recent)))[:_MOST_RECENT]
    return replace(kept, subscription=replace(subscription, recent=recent))


def _wanted(said: Said, before: Subscription | Subscribing | None) -> frozenset[int] | None:
    """The days that were named, or those there were without the ones to leave out."""
    return before.weekdays - said.left_out if before and said.left_out else said.weekdays


def _shows(local: datetime, at: time) -> bool:
    """Whether a clock that shows `at` may be meant for one that shows the time of `local`."""
    difference = (local - local.replace(hour=at.hour, minute=at.minute)) % _DAY
    return min(difference, _DAY - difference) <= _CLOCKS_DIFFER


def _time_of(digits: str) -> time | None:
    number = _number(digits)
    if number is None or number // 100 >= 24 or number % 100 >= 60:  # noqa: PLR2004 - hours of a day, minutes of an hour
        return None
    return time(number // 100, number % 100)


def _weekdays_of(digits: str) -> frozenset[int]:
    """The days of seven digits, 1 for each that is meant; none where it is anything else."""
    if len(digits) != len(EVERY_DAY) or set(digits) - {"0", "1"}:
        return frozenset()
    return frozenset(day for day, digit in enumerate(digits) if digit == "1")


def _number(digits: str) -> int | None:
    """A number of at most four digits."""
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 4 else None  # noqa: PLR2004
