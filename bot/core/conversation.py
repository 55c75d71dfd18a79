"""One turn of a conversation: a state and what was said, to a reply and a new state.

A message is triaged before it is anything else. Only where nothing grave is near is it read as an answer to a
question of ours, as one of the choices offered, as a question of its own, or as one that goes on from the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core.aspects import AspectFinder
from bot.core.decision import (
    Act,
    Answer,
    Browse,
    ConfirmRedFlag,
    Disambiguation,
    Fallback,
    Forgotten,
    Known,
    Noted,
    NothingSaid,
    Outcome,
    OutOfScope,
    Settled,
    Urgent,
    decide,
    is_ours,
    suspected,
)
from bot.core.explanation import Explanation
from bot.core.followups import FollowUps
from bot.core.kept import Kept
from bot.core.knowledge import Aspect, Country, Kind, KnowledgeBase, RedFlag, Topic
from bot.core.lexicon import Lexicon, Reading
from bot.core.matching import Candidate, Matcher, leaving_out
from bot.core.person import Person, PersonFinder
from bot.core.replies import Choice, Paragraph, Reply, ReplyKind, Role
from bot.core.searching import Found, Search
from bot.core.speaking import Setting, Speaker
from bot.core.state import MEMORY, Pending, State
from bot.core.subscribing import ACTS, Spoken, Subscriptions
from bot.core.subscription_replies import SETTINGS
from bot.core.text import normalize
from bot.core.triage import NOTHING_FOUND, Certainty, Findings, Hit, Triage
from bot.core.vocabulary import all_texts
from bot.core.zones import country_of_zone
from bot.errors import UnknownChoiceError

__all__ = ["MEMORY", "Conversation", "Heard", "Pending", "Request", "State", "Thought", "Turn"]


class Request(StrEnum):
    """What a turn asks of whoever carries it out, beside saying the reply. The values are the acts that ask for it."""

    SEND_DATA = "my_data"
    ERASE = "forget_now"


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of a turn."""

    reply: Reply
    state: State
    explanation: Explanation
    request: Request | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it was read and triaged.

    `tells` is set where it says something new of the person, `takes_back` where what they said before is no longer so.
    """

    text: str
    reading: Reading
    findings: Findings
    tells: bool = False
    takes_back: bool = False


@dataclass(frozen=True, slots=True)
class Thought:
    """What was made of a message: its outcome, and what was weighed on the way."""

    outcome: Outcome
    candidates: tuple[Candidate, ...] = ()
    aspect: Aspect | None = None


_FEW_WORDS = 3
"""Words of a message that, to a question of ours, is likelier an answer we did not understand than something else."""

_PRIVACY = "privacy"
"""The act that tells what is kept."""

_ABOUT_TIPS = Thought(Act(SETTINGS, 1.0))


class Conversation:
    """A knowledge pack that can be talked to. Immutable: one instance serves every chat."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.knowledge = knowledge
        self._lexicon = Lexicon(knowledge.vocabulary, all_texts(knowledge), knowledge.ordinary_words)
        with self._lexicon.reading_nothing_twice():
            self._triage = Triage(knowledge, self._lexicon)
            self._matcher = Matcher(knowledge, self._lexicon)
            self._people = PersonFinder(knowledge, self._lexicon)
            self._aspects = AspectFinder(knowledge, self._lexicon)
            self._follow_ups = FollowUps(knowledge, self._lexicon)
        self._speaker = Speaker(knowledge)
        self._search = Search(knowledge, self._lexicon, self._triage, self._matcher, self._aspects, self._speaker)
        self._said = {normalize(each): act.id for act in knowledge.acts.values() for each in (act.title, *act.said)}
        self._subscriptions = Subscriptions(knowledge)

    def start(self) -> Reply:
        """What is said to somebody who has just arrived."""
        return self._speaker.welcome(self._country(State()))

    def search(self, text: str, now: datetime, conditions: frozenset[str] = frozenset()) -> tuple[Found, ...]:
        """What there is to say to a few words, best first, for somebody with these conditions to show to others."""
        return self._search.find(text, now, conditions)

    def hear(self, text: str, state: State, now: datetime) -> Turn:
        """Answer what a person wrote, whatever it is. `now` is an aware datetime."""
        state = state.fresh(now)
        reading = self._lexicon.read(text)
        act = self._said.get(normalize(text))
        # What is an act word for word says nothing of the person: "forget me" first asks whether to erase it all.
        person = state.person if act else self._people.after(state.person, reading)
        gone = state.person.conditions - person.conditions
        findings = self._triage.find(reading, state.signs)
        heard = Heard(text, reading, findings, tells=person != state.person, takes_back=bool(gone))
        kept = _still_so(state.kept, person)
        state = replace(state, said_at=now, signs=findings.present, person=person, kept=kept)
        if heard.findings.sure:
            return self._turn(Thought(Urgent(heard.findings.sure)), state, now, heard)
        if state.pending and state.pending.flag in self.knowledge.red_flags:
            return self._after_question(state.pending, heard, state, now)
        if picked := _picked(text, state.offered):
            # What was offered may come from a pack that has been replaced since: then it is a message like any other.
            with suppress(UnknownChoiceError):
                return self.choose(picked.id, state, now)
        if about_tips := self._about_tips(heard, state, now):
            return about_tips
        if act:
            return self._turn(Thought(Act(act, 1.0)), state, now, heard)
        return self._turn(self._think(heard, state), state, now, heard)

    def choose(self, choice_id: str, state: State, now: datetime) -> Turn:
        """Answer a choice that was picked. Raises UnknownChoiceError where this pack does not offer it."""
        state = replace(state.fresh(now), said_at=now)
        verb, _, rest = choice_id.partition(":")
        subject, _, aspect = rest.partition(":")
        match verb:
            case "ask" | "more" if subject in self.knowledge.topics and aspect in set(Aspect):
                thought = Thought(Answer(subject, Aspect(aspect), 1.0), aspect=Aspect(aspect))
                return self._turn(thought, replace(state, pending=None), now, choice=choice_id)
            case "act" if subject in self.knowledge.acts:
                return self._turn(Thought(Act(subject, 1.0)), replace(state, pending=None), now, choice=choice_id)
            case "browse" if subject in set(Kind):
                return self._turn(Thought(Browse(Kind(subject))), replace(state, pending=None), now, choice=choice_id)
            case "tips":
                spoken = self._subscriptions.choose(rest, replace(state, pending=None), now)
                return self._spoken(spoken, _ABOUT_TIPS, choice=choice_id)
            case "keep" if subject in ("yes", "no"):
                is_kept = subject == "yes"
                kept = replace(state.kept, conditions=state.person.conditions, country=state.person.country)
                state = replace(state, pending=None, kept=kept if is_kept else state.kept)
                return self._turn(Thought(Settled(is_kept)), state, now, choice=choice_id)
            case "yes" | "no" if subject in self.knowledge.red_flags:
                return self._confirmed(self.knowledge.red_flags[subject], state, now, is_so=verb == "yes")
            case _:
                raise UnknownChoiceError(f"This pack offers no choice {choice_id!r}; ask again in words.")

    def obey(self, act: str, words: str, state: State, now: datetime) -> Turn:
        """Do the act of this pack that a command asks for, with what follows it; a danger sign there comes first."""
        state = replace(state.fresh(now), said_at=now)
        reading = self._lexicon.read(words)
        findings = self._triage.find(reading, state.signs)
        if findings.sure or findings.near:
            return self.hear(words, state, now)
        return self._turn(Thought(Act(act, 1.0)), replace(state, pending=None), now, Heard(words, reading, findings))

    def is_plainly_about_tips(self, text: str, state: State) -> bool:
        """Whether a text asks, word for word, for something about daily tips, such as to stop them."""
        return self._subscriptions.at_once(text, state) is not None

    def locate(self, latitude: float, longitude: float, state: State, now: datetime) -> Turn | None:
        """Answer a shared location, in degrees: it tells by which clock a daily tip should come."""
        state = replace(state.fresh(now), said_at=now)
        spoken = self._subscriptions.locate(latitude, longitude, state, now)
        return self._spoken(spoken, _ABOUT_TIPS) if spoken else None

    def daily_tip(self, tip: str) -> Reply | None:
        """The message a daily tip is sent as; None where the pack no longer has it."""
        return self._subscriptions.daily_tip(tip)

    def after_tip(self, tip: str, due_at: datetime, state: State, now: datetime) -> State:
        """The state of a chat that was just sent the daily tip due then. What was spoken of is left as it was."""
        reply = self.daily_tip(tip)
        kept = replace(state.kept, last_due=due_at)
        state = replace(state.fresh(now), said_at=now, after_tip=True, kept=kept)
        return replace(state, offered=reply.choices, told=(*state.told, tip)) if reply else state

    def _about_tips(self, heard: Heard, state: State, now: datetime) -> Turn | None:
        """The turn of a message that is plainly about daily tips, as long as no danger sign is near."""
        if heard.findings.near:
            return None
        if act := self._subscriptions.at_once(heard.text, state):
            return self._turn(Thought(Act(act, 1.0)), state, now, heard)
        verdict = self._follow_ups.verdict(heard.reading)
        if verdict is not None and (choice := self._subscriptions.agreed(state, is_so=verdict)):
            return self.choose(choice, state, now)
        is_ours = self._follow_ups.names_something(heard.reading)
        spoken = self._subscriptions.answered(heard.text, state, now, is_ours=is_ours)
        return self._spoken(spoken, _ABOUT_TIPS, heard) if spoken else None

    def _spoken(
        self, spoken: Spoken, thought: Thought, heard: Heard | None = None, *, choice: str | None = None
    ) -> Turn:
        """The turn of what was said about tips."""
        reply, state = spoken
        explanation = self._explained(thought, heard, choice)
        return Turn(reply, replace(state, offered=reply.choices, after_tip=False), explanation)

    def _after_question(self, pending: Pending, heard: Heard, state: State, now: datetime) -> Turn:
        """A yes, a no, or something else: then the careful text comes first, and no second question is asked."""
        verdict = self._follow_ups.verdict(heard.reading)
        if verdict is not None:
            return self._confirmed(self.knowledge.red_flags[pending.flag], state, now, is_so=verdict)
        state = replace(state, pending=None)
        turn = self._turn(self._think(heard, state), state, now, heard)
        return self._with_note(turn, self.knowledge.wording.confirm_careful)

    def _confirmed(self, flag: RedFlag, state: State, now: datetime, *, is_so: bool) -> Turn:
        """The question was answered: yes is urgent; no gives what the person had come for."""
        held = state.pending.text if state.pending else ""
        state = replace(state, pending=None)
        if is_so:
            hit = Hit(flag, Certainty.SURE, ())
            return self._turn(Thought(Urgent((hit,))), state, now)
        calm = replace(state, signs=frozenset(), ruled_out=state.ruled_out | {flag.id})
        heard = Heard(held, self._lexicon.read(held), NOTHING_FOUND)
        turn = self._turn(self._think(heard, calm), calm, now, heard)
        return self._with_note(turn, self.knowledge.wording.confirm_cleared)

    def _think(self, heard: Heard, state: State) -> Thought:  # noqa: PLR0911 - one return for each way to an outcome
        """What a message without a sure danger sign comes to."""
        if not heard.reading.tokens:
            return Thought(NothingSaid())
        near = heard.findings.near
        if near and not state.has_asked:
            return Thought(ConfirmRedFlag(near))
        if plain := self._plain(heard, state):
            return Thought(plain)
        out_of_question = state.ruled_out | self._triage.dismissed(heard.findings)
        candidates = leaving_out(self._ranked(heard), out_of_question)
        is_calm = bool(heard.findings.discounted) or self._triage.is_calm(heard.reading)
        suspect = suspected(candidates, self.knowledge.fitted, self.knowledge.red_flags, is_calm=is_calm)
        if suspect and not state.has_asked:
            # It reads like the messages of people with this danger sign, though no rule saw one: ask.
            return Thought(ConfirmRedFlag(Hit(suspect, Certainty.NEAR, ())), candidates)
        aspect = self._aspects.find(heard.reading, self._likeliest(candidates))
        outcome = decide(candidates, aspect, self.knowledge.fitted)
        if isinstance(outcome, Act) and outcome.id in ACTS and self._subscriptions.is_about_time(heard.text, state):
            return Thought(outcome, candidates, aspect)
        topic = self.knowledge.topics.get(state.topic or "")
        if topic and self._follow_ups.is_bare(heard.reading, could_be_act=isinstance(outcome, Act)):
            aspect = self._aspects.of_follow_up(heard.reading, topic, state.aspect)
            return Thought(Answer(topic.id, aspect, 1.0), aspect=aspect)
        if topic and self._follow_ups.goes_on(heard.reading):
            if self._follow_ups.leans_on_topic(heard.reading) or not is_ours(candidates):
                reading = self._lexicon.read(f"{topic.title} {heard.text}")
                candidates = leaving_out(self._matcher.rank(reading), out_of_question)
                aspect = self._aspects.find(heard.reading, self._likeliest(candidates))
            outcome = decide(candidates, aspect, self.knowledge.fitted, goes_on=True)
        if heard.tells and isinstance(outcome, OutOfScope | Fallback):
            moved = self._subscriptions.has_moved(heard.text, state)
            outcome = Act(SETTINGS, outcome.confidence) if moved else Noted(outcome.confidence)
        return Thought(outcome, candidates, aspect)

    def _ranked(self, heard: Heard) -> tuple[Candidate, ...]:
        """What a message may be about: where that is nothing of ours, what it may be about but for what it denies."""
        whole = self._matcher.rank(heard.reading)
        left = [token for place, token in enumerate(heard.reading.tokens) if place not in heard.findings.denied]
        if is_ours(whole) or len(left) == len(heard.reading.tokens) or all(token.is_stop for token in left):
            return whole
        return self._matcher.rank(self._lexicon.read(" ".join(token.text for token in left)))

    def _plain(self, heard: Heard, state: State) -> Outcome | None:
        """The outcome of a message that need not be held against the topics."""
        if language := self._follow_ups.language(heard.reading):
            return OutOfScope(1.0, language)
        return self._of_themselves(heard, state)

    def _of_themselves(self, heard: Heard, state: State) -> Known | Forgotten | None:
        """The outcome of a message about what is known of the person, and nothing else."""
        if self._people.asks(heard.reading):
            return Known(state.person.conditions, state.person.country)
        asks_nothing = self._aspects.find(heard.reading) is Aspect.OVERVIEW and "?" not in heard.text
        if self._people.wants_forgotten(heard.reading) or (heard.takes_back and asks_nothing):
            return Forgotten()
        return None

    def _likeliest(self, candidates: Sequence[Candidate]) -> Topic | None:
        """The topic that comes first among what a message may be about."""
        topics = (self.knowledge.topics.get(each.label.id) for each in candidates)
        return next((topic for topic in topics if topic), None)

    def _turn(
        self, thought: Thought, state: State, now: datetime, heard: Heard | None = None, *, choice: str | None = None
    ) -> Turn:
        """The reply to what was thought, and the state it leaves behind."""
        if isinstance(thought.outcome, Act) and thought.outcome.id in ACTS:
            act, confidence = thought.outcome.id, thought.outcome.confidence
            reply, state = self._subscriptions.act(act, heard.text if heard else "", state, now, confidence)
            reply = replace(reply, topics=(act,), confidence=confidence)
            return self._spoken((reply, state), thought, heard, choice=choice)
        full = (state.folds and not state.kept.is_plain) or (choice is not None and choice.startswith("more:"))
        person = state.person
        setting = Setting(self._country(state), now, person.conditions, full)
        reply = self._speaker.say(thought.outcome, setting)
        if state.collects and isinstance(thought.outcome, Act) and thought.outcome.id == _PRIVACY:
            note = Paragraph(Role.NOTE, self.knowledge.wording.collected)
            reply = replace(reply, paragraphs=(*reply.paragraphs, note))
        state = self._subscriptions.after(thought.outcome, state, now)
        if heard:
            is_short = len(heard.reading.tokens) <= _FEW_WORDS
            reply, state = self._subscriptions.waiting(thought.outcome, reply, state, now, is_short=is_short)
        state = replace(self._left(thought.outcome, state, heard), offered=reply.choices, after_tip=False)
        turn = Turn(reply, state, self._explained(thought, heard, choice), _request(thought.outcome))
        if turn.request is Request.ERASE:
            return replace(
                turn, state=State(folds=state.folds, collects=state.collects, offered=reply.choices, said_at=now)
            )
        if state.has_asked and heard and heard.findings.near and not heard.findings.sure:
            return self._with_note(turn, self.knowledge.wording.confirm_careful)
        return turn

    def _explained(self, thought: Thought, heard: Heard | None, choice: str | None) -> Explanation:
        return Explanation(
            type(thought.outcome).__name__,
            self.knowledge.fitted,
            choice,
            heard.reading if heard else None,
            heard.findings if heard else None,
            thought.candidates,
            thought.aspect,
        )

    @staticmethod
    def _left(outcome: Outcome, state: State, heard: Heard | None) -> State:
        """The state an outcome leaves behind."""
        match outcome:
            case Answer(topic=topic, aspect=aspect):
                return replace(state, topic=topic, aspect=aspect)
            case Disambiguation(topics=(nearest, *_), aspect=aspect):
                return replace(state, topic=nearest, aspect=aspect)
            case Fallback(nearest=(nearest, *_)):
                return replace(state, topic=nearest)
            case Act(id="plain" | "decorated" as act):
                return replace(state, kept=replace(state.kept, is_plain=act == "plain"))
            case ConfirmRedFlag(hit=hit):
                return replace(state, pending=Pending(hit.flag.id, heard.text if heard else ""), has_asked=True)
            case _:
                return state

    def _with_note(self, turn: Turn, text: str) -> Turn:
        """The same turn with a safety line before its reply, unless the reply is urgent already."""
        if turn.reply.kind is ReplyKind.URGENT:
            return turn
        country = self._country(turn.state)
        return replace(turn, reply=self._speaker.with_note(turn.reply, text, country))

    def _country(self, state: State) -> Country:
        """Whom this person can call: the numbers of where they are by their word or their clock, or of elsewhere."""
        pack, subscription = self.knowledge.pack, state.kept.subscription
        clock = country_of_zone(subscription.zone, self.knowledge.zones) if subscription else None
        return pack.countries.get(state.person.country or clock or "", pack.elsewhere)


def _still_so(kept: Kept, person: Person) -> Kept:
    """What stays kept of a person of whom no more than this is so now."""
    country = kept.country if person.country else None
    return replace(kept, conditions=kept.conditions & person.conditions, country=country)


def _request(outcome: Outcome) -> Request | None:
    return Request(outcome.id) if isinstance(outcome, Act) and outcome.id in set(Request) else None


def _picked(text: str, offered: Sequence[Choice]) -> Choice | None:
    """The choice a person typed, by its number or by its words."""
    said = normalize(text) if offered else ""
    for number, choice in enumerate(offered, start=1):
        if said in (str(number), normalize(choice.label)):
            return choice
    return None
