"""The records of a knowledge pack, and the pack as a whole.

One record mirrors one YAML mapping, so a field's name here is the key an editor writes. Records are frozen and
hold nothing derived; what is compiled from them (indices, weights) lives beside the code that needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SkipValidation, StringConstraints

from bot.core.zones import ZoneTable

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Aspect(StrEnum):
    """What is asked of a topic. The order is the order in which buttons offer them."""

    OVERVIEW = "overview"
    CAUSES = "causes"
    RELIEF = "relief"
    HOW_TO = "how_to"
    AMOUNT = "amount"
    PREVENTION = "prevention"
    EVIDENCE = "evidence"
    CAUTIONS = "cautions"
    DANGER = "danger"


class Grade(StrEnum):
    """How well a remedy is supported by trials, best first."""

    GOOD = "good"
    SOME = "some"
    WEAK = "weak"
    NONE = "none"


class Urgency(StrEnum):
    """How soon a person should be seen, most urgent first."""

    EMERGENCY = "emergency"
    SAME_DAY = "same_day"
    SOON = "soon"


class Kind(StrEnum):
    """What a topic is about; lists and buttons are grouped by it."""

    SYMPTOM = "symptom"
    CONDITION = "condition"
    SITUATION = "situation"
    REMEDY = "remedy"
    QUESTION = "question"


class Command(StrEnum):
    """What can be asked for with a slash before it, in the order in which a menu shows it."""

    TOPICS = "topics"
    TIP = "tip"
    SUBSCRIBE = "subscribe"
    SETTINGS = "settings"
    PAUSE = "pause"
    UNSUBSCRIBE = "unsubscribe"
    PLAIN = "plain"
    HELP = "help"
    PRIVACY = "privacy"
    MYDATA = "mydata"
    FORGET = "forget"
    START = "start"


class NotText(StrEnum):
    """What people send that holds no words."""

    VOICE = "voice"
    PICTURE = "picture"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"


class OperatorText(StrEnum):
    """What those who run the bot are told in the chat."""

    DAYS = "days"
    PEOPLE = "people"
    SUBSCRIBERS = "subscribers"
    ANSWERS = "answers"
    RATE = "rate"
    OUT_OF_SCOPE = "out_of_scope"
    URGENT = "urgent"
    TIPS = "tips"
    NO_QUESTIONS = "no_questions"
    VOTES = "votes"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    GAPS = "gaps"
    GAP = "gap"
    NO_GAPS = "no_gaps"
    RELOADED = "reloaded"
    UNCHANGED = "unchanged"
    ERROR = "error"


class Season(StrEnum):
    """When in the year a tip makes sense; the hemisphere decides the months."""

    SUMMER = "summer"
    WINTER = "winter"


class Weekday(StrEnum):
    """A day of the week; the order is that of `date.weekday`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Month(StrEnum):
    """A month, in the order of the year."""

    JANUARY = "january"
    FEBRUARY = "february"
    MARCH = "march"
    APRIL = "april"
    MAY = "may"
    JUNE = "june"
    JULY = "july"
    AUGUST = "august"
    SEPTEMBER = "september"
    OCTOBER = "october"
    NOVEMBER = "november"
    DECEMBER = "december"


class TipsButton(StrEnum):
    """What can be done about daily tips with one tap."""

    ON = "on"
    OFF = "off"
    TIME = "time"
    DAYS = "days"
    ZONE = "zone"
    CLOCKS = "clocks"
    TOPICS = "topics"
    PAUSE = "pause"
    RESUME = "resume"
    SETTINGS = "settings"
    DONE = "done"
    ANOTHER = "another"
    HELPFUL = "helpful"


class Wait(StrEnum):
    """A length of time in words: one or many of a unit."""

    MINUTE = "minute"
    MINUTES = "minutes"
    HOUR = "hour"
    HOURS = "hours"
    DAY = "day"
    DAYS = "days"


class Record(BaseModel):
    """A frozen mapping that refuses unknown keys, so that a misspelt one is reported and not ignored."""

    # Deferred: whoever takes a pack from where it is kept compiled never checks a record.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Statement(Record):
    """A sentence or two the bot may say. Without `sources` it is worded, and shown, as general advice."""

    text: Text
    sources: tuple[Id, ...] = ()


class Point(Statement):
    """One item of a list. If it recommends a remedy, that remedy's `ask_first` is shown with it."""

    remedy: Id | None = None


class Section(Statement):
    """The answer to one aspect: `text` answers in one or two sentences, `points` follow best first."""

    points: tuple[Point, ...] = ()


class Evidence(Section):
    """What trials show. `grade` is required on a remedy and left out on a topic that is not one."""

    grade: Grade | None = None


class Caution(Statement):
    """Who should not, or should ask first. `applies_to` names entries of conditions.yaml."""

    who: Text
    applies_to: tuple[Id, ...] = ()
    avoid: bool = False


class Cautions(Statement):
    """What to be careful about, and for whom, most important first."""

    points: tuple[Caution, ...] = ()


class SeeDoctor(Statement):
    """A reason to be seen, and how soon."""

    urgency: Urgency


class Tip(Record):
    """One thing to do or know, at most 280 characters with its caution."""

    id: Id
    text: Text
    topic: Id
    sources: tuple[Id, ...] = ()
    caution: Text | None = None
    season: Season | None = None
    not_for: tuple[Id, ...] = ()


class Topic(Record):
    """A symptom, condition, situation or question: what can be said of it, aspect by aspect."""

    id: Id
    title: Text
    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=24)]
    kind: Kind
    summary: Text
    overview: Section
    causes: Section | None = None
    relief: Section | None = None
    how_to: Section | None = None
    amount: Section | None = None
    prevention: Section | None = None
    evidence: Evidence | None = None
    cautions: Cautions | None = None
    danger: Section | None = None
    no_answer: Mapping[Aspect, Text] = Field(default_factory=dict)
    see_doctor: tuple[SeeDoctor, ...]
    safety: Statement
    related: tuple[Id, ...] = ()
    examples: Mapping[Aspect, tuple[Text, ...]]
    reviewed: date
    review_by: date

    def section(self, aspect: Aspect) -> Section | Cautions | None:
        """What the pack says of this aspect, or None where it says nothing."""
        section: Section | Cautions | None = getattr(self, aspect.value)
        return section

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """The aspects that have an answer of their own."""
        return tuple(aspect for aspect in Aspect if self.section(aspect) is not None)


class Remedy(Topic):
    """Something to do or take. `ask_first` is the caution, in one clause, that goes wherever the remedy goes."""

    kind: Kind = Kind.REMEDY
    evidence: Evidence
    cautions: Cautions
    ask_first: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=110)]
    tips: tuple[Tip, ...] = ()


class Condition(Record):
    """Something a person may say of themselves that changes which advice suits them."""

    id: Id
    title: Text
    wordings: tuple[Text, ...]


class Counts(StrEnum):
    """In what circumstances a sign counts; each rung adds one to those above it.

    `while_new`: while somebody has it and has not had it for long. `even_if_over`: also when it has passed.
    `even_if_known`: also when it has been so for years, or a doctor knows of it. `always`: also in a question about
    people in general.
    """

    WHILE_NEW = "while_new"
    EVEN_IF_OVER = "even_if_over"
    EVEN_IF_KNOWN = "even_if_known"
    ALWAYS = "always"


class Sign(Record):
    """One thing that can be seen, felt or said, as people word it (the pattern language: core/wordings.py).

    `named` marks an illness called by its name rather than something seen or felt: in a question about it in general
    ("what causes it?") it does not count. One that is `one_sided` does not count where it is on both sides. `unless`
    words what accounts for it, or shows how slight it is, when it is said in the same sentence.
    """

    wordings: tuple[Text, ...]
    named: bool = False
    one_sided: bool = False
    counts: Counts = Counts.WHILE_NEW
    unless: tuple[Text, ...] = ()


class RedFlag(Record):
    """A danger sign: which signs together mean it, how sure they make it, and what is said then.

    Each entry of `sure` and `near` is a set of sign ids that must all be present. `sure` acts at once; `near` asks
    `question` first, unless a sign of `raised_by` is present too. A sign of `cleared_by` switches the flag off.
    `canary` is said to the running bot now and then and has to be urgent: see core/canary.py.
    Any flag may come to be asked about: a message can read like it though no sign was seen.
    A `warm` flag is spoken of without headings, without a list of sources and without the lines for the others.
    """

    id: Id
    title: Text
    urgency: Urgency
    rank: int
    what: Statement
    do: tuple[Statement, ...]
    do_not: tuple[Statement, ...]
    about: Section
    question: Text
    canary: Text | None = None
    warm: bool = False
    sure: tuple[tuple[Id, ...], ...]
    near: tuple[tuple[Id, ...], ...] = ()
    raised_by: tuple[Id, ...] = ()
    cleared_by: tuple[Id, ...] = ()
    examples: tuple[Text, ...]
    reviewed: date
    review_by: date


class Act(Record):
    """Something said to the bot that is not a question about its subject, and what it says back.

    `examples` are learnt from; `said` is meant only where it is written whole, as is the title. `after_tip` are
    wordings that mean this act right after a daily tip, whatever they mean elsewhere. `offers` are topics and `acts`
    other acts to go on with.
    """

    id: Id
    title: Text
    reply: Text
    offers: tuple[Id, ...] = ()
    acts: tuple[Id, ...] = ()
    examples: tuple[Text, ...] = ()
    said: tuple[Text, ...] = ()
    after_tip: tuple[Text, ...] = ()


class Source(Record):
    """Where a statement comes from. `read` is missing where the page is known but its own text was not seen."""

    id: Id
    title: Text
    publisher: Text
    address: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
    read: date | None = None


class Country(Record):
    """Whom to call, by ISO 3166 country code."""

    name: Text
    also: tuple[Text, ...] = ()
    emergency: Text
    advice: Text | None = None
    crisis: Text | None = None
    sources: tuple[Id, ...] = ()


class Pack(Record):
    """What the pack says of itself."""

    id: Id
    title: Text
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
    description: Text
    short_description: Annotated[str, StringConstraints(max_length=120)]
    disclaimer: Text
    reviewed_by: Text | None = None
    countries: Mapping[str, Country]
    elsewhere: Country
    starters: tuple[Text, ...]


class Concept(Record):
    """One idea and the ways people word it. `group` says what kind of idea it is (place, sensation, remedy ...)."""

    group: Id
    wordings: tuple[Text, ...]


class Cues(Record):
    """Words that change what the words beside them mean; lists of wordings in the pattern language."""

    negation: tuple[Text, ...]
    negation_ends: tuple[Text, ...]
    all_clear: tuple[Text, ...]
    past: tuple[Text, ...]
    recent: tuple[Text, ...]
    hypothetical: tuple[Text, ...]
    present: tuple[Text, ...]
    over: tuple[Text, ...] = ()
    known: tuple[Text, ...] = ()
    checked: tuple[Text, ...] = ()
    unsettled: tuple[Text, ...] = ()
    both_sides: tuple[Text, ...] = ()
    one_side: tuple[Text, ...] = ()
    general: tuple[Text, ...] = ()
    turn: tuple[Text, ...] = ()
    idioms: tuple[Text, ...]
    contrast: tuple[Text, ...]
    affirm: tuple[Text, ...]
    deny: tuple[Text, ...]
    reference: tuple[Text, ...]
    follow_up: tuple[Text, ...]
    correction: tuple[Text, ...]
    what_is_known: tuple[Text, ...] = ()
    forget: tuple[Text, ...] = ()
    forget_all: tuple[Text, ...] = ()


class Language(Record):
    """How another language is recognised by its commonest words, and what is said to somebody who writes it."""

    words: tuple[Text, ...]
    reply: Text


Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A wall-clock time, such as 08:30."""


class DayPart(Record):
    """A part of the day: from `begins` up to `ends`, past midnight where that is the earlier of the two.

    `usual` is the time that is meant where somebody names the part and no hour.
    """

    wordings: tuple[Text, ...]
    begins: Clock
    ends: Clock
    usual: Clock | None = None


class DaySet(Record):
    """Days of the week that go by one name; `are_usual` where these days are only meant if no others are named."""

    wordings: tuple[Text, ...]
    days: tuple[Weekday, ...]
    are_usual: bool = False


class Times(Record):
    """How times of day, days of the week and dates are said: plain words, not in the pattern language.

    `minutes` are words for so many minutes after the full hour, before it where negative; `past` and `to` stand
    between a number of minutes and the hour. With a word of `wish` a time is when a tip should come, and not what the
    clock shows now. `days` are names of days, counted from today; `spans` are lengths in days.
    """

    numbers: Mapping[int, tuple[Text, ...]]
    ordinals: tuple[Text, ...]
    clock: Mapping[Clock, tuple[Text, ...]]
    day_parts: Mapping[Id, DayPart]
    minutes: Mapping[int, tuple[Text, ...]]
    past: tuple[Text, ...]
    to: tuple[Text, ...]
    at: tuple[Text, ...]
    full_hour: tuple[Text, ...]
    weekdays: Mapping[Weekday, tuple[Text, ...]]
    day_sets: tuple[DaySet, ...]
    but: tuple[Text, ...]
    through: tuple[Text, ...]
    days: Mapping[int, tuple[Text, ...]]
    spans: Mapping[int, tuple[Text, ...]]
    months: Mapping[Month, tuple[Text, ...]]
    until: tuple[Text, ...]
    wish: tuple[Text, ...] = ()
    month_first: bool = False
    unimportant: tuple[Text, ...] = ()


class Vocabulary(Record):
    """All that is language: what words mean the same, which carry no meaning, which change the others'."""

    stemmer: Text
    sounds: tuple[tuple[str, str], ...]
    contractions: Mapping[str, Text]
    spellings: Mapping[str, tuple[Text, ...]]
    stop_words: tuple[Text, ...]
    concepts: Mapping[Id, Concept]
    place_groups: tuple[Id, ...]
    own_groups: tuple[Id, ...]
    subject_groups: tuple[Id, ...]
    anchor_groups: tuple[Id, ...]
    foreign_groups: tuple[Id, ...]
    aspects: Mapping[Aspect, tuple[Text, ...]]
    cues: Cues
    times: Times
    places: Mapping[Text, tuple[Text, ...]] = Field(default_factory=dict)
    languages: Mapping[str, Language]


class Elsewhere(Record):
    """Sample utterances that look near or far from the subject and are not of it, by kind."""

    examples: Mapping[Id, tuple[Text, ...]]


class Wording(Record):
    """Every other sentence the bot can say. `PLACEHOLDERS` tells which `{name}` a sentence may be filled with."""

    start: Text
    not_text: Mapping[NotText, Text]
    failure: Text
    not_kept: Text
    not_read: Text
    not_erased: Text
    collected: Text
    stale_choice: Text
    unknown_command: Text
    nearest_command: Text
    command_for_another: Text
    canary_silent: Text
    operator: Mapping[OperatorText, Text]
    nothing_said: Text
    aspect_labels: Mapping[Aspect, Text]
    aspect_titles: Mapping[Aspect, Text]
    grades: Mapping[Grade, Text]
    urgencies: Mapping[Urgency, Text]
    see_doctor: Mapping[Urgency, Text]
    ask_first: Text
    for_you: Text
    unsuitable: Text
    sources: Text
    review_passed: Text
    no_section: Text
    overview_relief: Text
    more: Text
    disambiguation: Text
    fallback: Text
    out_of_scope: Text
    noted: Text
    keep_yes: Text
    keep_no: Text
    kept: Text
    for_now: Text
    known: Text
    known_country: Text
    nothing_known: Text
    forgotten: Text
    confirm_yes: Text
    confirm_no: Text
    confirm_careful: Text
    confirm_cleared: Text
    urgent_do: Text
    urgent_do_not: Text
    about_safety: Text
    open_privately: Text
    in_groups: Text
    not_in_groups: Text
    admins_only: Text
    commands: Mapping[Command, Text]
    kinds: Mapping[Kind, Text]
    topics_of_kind: Text
    helpful: Text
    unhelpful: Text
    vote_thanks: Text
    vote_counted: Text
    share: Text
    share_text: Text
    missing: Text
    missing_hint: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    missing_thanks: Text
    too_fast: Text
    not_your_button: Text
    weekdays: Mapping[Weekday, Text]
    months: Mapping[Month, Text]
    date: Text
    waits: Mapping[Wait, Text]
    tips_buttons: Mapping[TipsButton, Text]
    tips_done: Text
    tips_every_day: Text
    tips_on_weekdays: Text
    tips_at_weekends: Text
    tips_on_days: Text
    tips_and: Text
    tips_chosen: Text
    tips_time: Text
    tips_wish: Text
    tips_zone: Text
    tips_zone_how: Text
    tips_which_place: Text
    tips_is_it: Text
    tips_days: Text
    tips_topics: Text
    tips_pause: Text
    tips_paused: Text
    tips_none: Text
    tips_settings: Text
    tips_topics_first: Text
    tips_any_topic: Text
    tips_paused_until: Text
    tips_waiting: Text
    tips_unclear: Text
    tips_unclear_place: Text
    tips_thanks: Text


NUMBERS = frozenset({"emergency", "advice", "crisis"})
"""The placeholders for whom to call, filled from the person's country; texts of topics and red flags may use them."""

PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "in_groups": frozenset({"bot"}),
    "start": NUMBERS,
    "nothing_said": NUMBERS,
    "operator": frozenset(
        {
            "days",
            "people",
            "subscribers",
            "answers",
            "rate",
            "elsewhere",
            "urgent",
            "sent",
            "failed",
            "topic",
            "helpful",
            "of",
            "text",
            "near",
            "number",
            "error",
            "place",
        }
    ),
    "unknown_command": NUMBERS,
    "nearest_command": frozenset({"command"}),
    "topics_of_kind": frozenset({"kind"}),
    "aspect_titles": frozenset({"title"}),
    "urgencies": NUMBERS,
    "see_doctor": frozenset({"text"}),
    "ask_first": frozenset({"who"}),
    "for_you": frozenset({"who", "text"}),
    "unsuitable": frozenset({"remedy", "who", "text"}),
    "sources": frozenset({"names"}),
    "review_passed": frozenset({"date"}),
    "fallback": NUMBERS,
    "out_of_scope": NUMBERS,
    "known": frozenset({"said"}),
    "known_country": frozenset({"country"}),
    "confirm_careful": NUMBERS,
    "confirm_cleared": NUMBERS,
    "about_safety": NUMBERS,
    "share_text": frozenset({"title"}),
    "missing": frozenset({"title"}),
    "too_fast": NUMBERS,
    "date": frozenset({"weekday", "day", "month"}),
    "waits": frozenset({"count"}),
    "tips_done": frozenset({"days", "time", "place", "wait"}),
    "tips_on_days": frozenset({"days"}),
    "tips_and": frozenset({"first", "last"}),
    "tips_chosen": frozenset({"label"}),
    "tips_wish": frozenset({"days", "time"}),
    "tips_is_it": frozenset({"place", "time"}),
    "tips_paused": frozenset({"date"}),
    "tips_topics_first": frozenset({"names"}),
    "tips_paused_until": frozenset({"date"}),
    "tips_waiting": frozenset({"question"}),
}
"""By key of wording.yaml, the placeholders its sentences may hold; a key that is not here allows none."""


class Fitted(Record):
    """What `knowledge fit` learnt from the pack's cases: how the parts of the score are combined, and the thresholds.

    `danger_weights` are fitted to tell danger signs from all else, `weights` to find what a text is about. `ask` is the
    least confidence by the former, all danger signs together, at which a text is met with the question about one though
    no rule saw it, and `ask_warm` that of the warm ones alone; `scope` the least confidence, all topics together, at
    which it is taken to be about the subject; `answer` the least confidence of the topic that is answered, `margin` its
    least lead over the runner-up; `suggest` the least confidence at which a topic is named as near. The rates are what
    the thresholds were set to keep to. `aspect_weights` are fitted to tell what is asked of a topic. `leanings` are the
    terms that speak for and against each label, strongest first, as core/leanings.py writes them.
    """

    weights: Mapping[str, float]
    danger_weights: Mapping[str, float]
    ask: float
    ask_warm: float = 1.0
    scope: float
    answer: float
    margin: float
    suggest: float
    wrong_answer_rate: float
    out_of_scope_rate: float
    needless_question_rate: float
    aspect_weights: Mapping[str, float]
    leanings: Mapping[str, str] = Field(default_factory=dict)


class KnowledgeBase(Record):
    """A whole pack, checked: every id named in it exists. `zones` is what tzdata tells, the same for every pack."""

    pack: Pack
    topics: Mapping[Id, Topic]
    red_flags: Mapping[Id, RedFlag]
    signs: Mapping[Id, Sign]
    conditions: Mapping[Id, Condition]
    acts: Mapping[Id, Act]
    tips: tuple[Tip, ...]
    sources: Mapping[Id, Source]
    wording: Wording
    vocabulary: Vocabulary
    elsewhere: Elsewhere
    ordinary_words: frozenset[str] = frozenset()
    fitted: Fitted
    zones: SkipValidation[ZoneTable]
