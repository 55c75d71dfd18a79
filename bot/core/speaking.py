"""From an outcome to the reply that says it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot.core.composing import Composer
from bot.core.decision import (
    About,
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
    OfThePerson,
    Outcome,
    OutOfScope,
    Settled,
    Urgent,
)
from bot.core.draft import filled
from bot.core.knowledge import Country, KnowledgeBase
from bot.core.replies import Choice, Paragraph, Reply, ReplyKind, Role


@dataclass(frozen=True, slots=True)
class Setting:
    """What a reply depends on besides its outcome.

    `full` asks for every point, whatever the length. What `is_for_others` tells nothing of the person who asked.
    """

    country: Country
    now: datetime
    conditions: frozenset[str] = frozenset()
    full: bool = False
    is_for_others: bool = False


class Speaker:
    """Says the outcomes of one pack."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._composer = Composer(knowledge)

    def welcome(self, country: Country) -> Reply:
        """What is said to somebody who has just arrived."""
        greeting = self._knowledge.acts.get("greeting")
        topics = greeting.offers if greeting else ()
        return self._composer.plain(ReplyKind.ACT, self._knowledge.wording.start, 1.0, country, topics)

    def say(self, outcome: Outcome, setting: Setting) -> Reply:  # noqa: C901, PLR0911 - one return for each outcome
        """The reply to an outcome."""
        knowledge, composer, country = self._knowledge, self._composer, setting.country
        match outcome:
            case Urgent(hits=hits):
                return composer.urgent([hit.flag for hit in hits], country)
            case ConfirmRedFlag(hit=hit):
                return composer.confirm(hit.flag, country)
            case Answer(topic=topic, aspect=aspect, confidence=confidence):
                return composer.answer(
                    knowledge.topics[topic],
                    aspect,
                    confidence,
                    country,
                    setting.now.date(),
                    conditions=setting.conditions,
                    full=setting.full,
                    is_for_others=setting.is_for_others,
                )
            case About(flag=flag, confidence=confidence):
                return composer.about(knowledge.red_flags[flag], confidence, country)
            case Disambiguation(topics=topics, aspect=aspect, confidence=confidence):
                return composer.disambiguation(topics, aspect, confidence)
            case Act(id=act, confidence=confidence):
                return composer.act(knowledge.acts[act], confidence, country)
            case Browse(kind=kind):
                return composer.topics_of(kind)
            case OutOfScope(confidence=confidence, language=language):
                languages = knowledge.vocabulary.languages
                said = languages[language].reply if language else knowledge.wording.out_of_scope
                return composer.plain(ReplyKind.OUT_OF_SCOPE, said, confidence, country, self._popular)
            case Fallback(nearest=nearest, confidence=confidence):
                said = knowledge.wording.fallback
                return composer.plain(ReplyKind.FALLBACK, said, confidence, country, nearest or self._popular)
            case NothingSaid():
                return composer.plain(ReplyKind.FALLBACK, knowledge.wording.nothing_said, 0.0, country, self._popular)
            case Noted() | Known() | Forgotten() | Settled():
                return self._of_the_person(outcome, country)
            case _:
                assert_never(outcome)

    def _of_the_person(self, outcome: OfThePerson, country: Country) -> Reply:
        """The reply to a message about what somebody says of themselves."""
        wording, composer = self._knowledge.wording, self._composer
        match outcome:
            case Noted(confidence=confidence):
                reply = composer.plain(ReplyKind.FALLBACK, wording.noted, confidence, country, self._popular)
                return replace(reply, choices=(*self._keeping, *reply.choices))
            case Known(conditions=conditions, country=code):
                return composer.plain(ReplyKind.ACT, self._what_is_known(conditions, code), 1.0, country)
            case Forgotten():
                return composer.plain(ReplyKind.ACT, wording.forgotten, 1.0, country, self._popular)
            case Settled(is_kept=is_kept):
                said = wording.kept if is_kept else wording.for_now
                return composer.plain(ReplyKind.ACT, said, 1.0, country, self._popular)
            case _:
                assert_never(outcome)

    @property
    def _keeping(self) -> tuple[Choice, ...]:
        """Whether what somebody told is to be remembered for longer."""
        wording = self._knowledge.wording
        return (Choice("keep:yes", wording.keep_yes), Choice("keep:no", wording.keep_no))

    def _what_is_known(self, conditions: Collection[str], country: str | None) -> str:
        """What somebody has said of themselves, in the order in which the pack lists such things."""
        wording, countries = self._knowledge.wording, self._knowledge.pack.countries
        said = [each.title for each in self._knowledge.conditions.values() if each.id in conditions]
        if country is not None and country in countries:
            said.append(wording.known_country.format(country=countries[country].name))
        return wording.known.format(said="; ".join(said)) if said else wording.nothing_known

    def with_note(self, reply: Reply, text: str, country: Country) -> Reply:
        """The same reply with a safety line put before it."""
        line = Paragraph(Role.SAFETY, filled(text, country, self._knowledge.pack.elsewhere))
        return replace(reply, paragraphs=(line, *reply.paragraphs))

    @property
    def _popular(self) -> tuple[str, ...]:
        """What is offered where nothing comes near: the topics the pack offers with its help."""
        act = self._knowledge.acts.get("help")
        return act.offers if act else ()
