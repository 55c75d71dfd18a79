"""Putting a reply together from the sentences of a pack.

Nothing is worded here: every text comes out of the pack, and this module only chooses which sentences stand in a
reply and in what order. Two rules hold for each reply it makes: a remedy never appears without its `ask_first`, and a
reply that is cut to its length loses points, never the caution or the safety line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from bot.core.draft import Draft, Item
from bot.core.knowledge import (
    Act,
    Aspect,
    Caution,
    Cautions,
    Country,
    Evidence,
    Kind,
    KnowledgeBase,
    Point,
    RedFlag,
    Remedy,
    Section,
    Topic,
    Urgency,
)
from bot.core.replies import Choice, Paragraph, Reply, ReplyKind, Role

LENGTH = 900
"""Characters a reply keeps to, unless more was asked for."""

_TOPICS = "topics"
"""The act that lists them all."""

_MOST_POINTS = 4
_MOST_FIRST = 2
_MOST_ASPECTS = 4
_MOST_RELATED = 2

_URGENCIES = tuple(Urgency)

_INSTEAD: dict[Aspect, tuple[Aspect, ...]] = {
    Aspect.OVERVIEW: (),
    Aspect.CAUSES: (Aspect.OVERVIEW,),
    Aspect.RELIEF: (Aspect.HOW_TO, Aspect.OVERVIEW),
    Aspect.HOW_TO: (Aspect.RELIEF, Aspect.OVERVIEW),
    Aspect.AMOUNT: (Aspect.HOW_TO, Aspect.RELIEF, Aspect.OVERVIEW),
    Aspect.PREVENTION: (Aspect.RELIEF, Aspect.OVERVIEW),
    Aspect.EVIDENCE: (Aspect.RELIEF, Aspect.OVERVIEW),
    Aspect.CAUTIONS: (Aspect.DANGER, Aspect.OVERVIEW),
    Aspect.DANGER: (Aspect.CAUTIONS, Aspect.OVERVIEW),
}
"""Where a topic has no answer to an aspect: the ones that come nearest."""

_NEXT = (
    Aspect.RELIEF,
    Aspect.CAUSES,
    Aspect.DANGER,
    Aspect.HOW_TO,
    Aspect.CAUTIONS,
    Aspect.EVIDENCE,
    Aspect.AMOUNT,
    Aspect.PREVENTION,
    Aspect.OVERVIEW,
)
"""The order in which other aspects are offered."""


class Composer:
    """Makes replies from one pack."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._wording = knowledge.wording

    def answer(  # noqa: PLR0913 - a reply depends on all of it
        self,
        topic: Topic,
        aspect: Aspect,
        confidence: float,
        country: Country,
        today: date,
        *,
        conditions: Collection[str] = (),
        full: bool = False,
        is_for_others: bool = False,
    ) -> Reply:
        """What the pack says of a topic to a person with these conditions.

        `full` shows every point there is. A reply that `is_for_others` leaves out what does not suit without saying so.
        """
        shown = self.answered_aspect(topic, aspect)
        said = Draft(self._knowledge, country, conditions, is_for_others=is_for_others)
        section = topic.section(shown)
        assert section is not None, "every topic has an overview"
        said.add(Role.TITLE, self._wording.aspect_titles[shown].format(title=topic.title))
        if shown is not aspect:
            said.add(Role.NOTE, self._wording.no_section)
        said.state(Role.LEAD, section)
        if isinstance(section, Evidence) and section.grade:
            said.add(Role.NOTE, self._wording.grades[section.grade])
        tail = self._tail(topic, shown, said, today)
        room = None if full else _room(said, tail)
        more = said.state_items(self._items(topic, shown, section), room, None if full else _MOST_POINTS)
        if shown is Aspect.OVERVIEW and topic.kind is not Kind.REMEDY and topic.relief:
            self._first_relief(topic.relief, said, tail)
        said.state_unsuitable()
        said.paragraphs.extend(tail)
        said.cite()
        choices = self._choices(topic, shown, more=more)
        return Reply(ReplyKind.ANSWER, tuple(said.paragraphs), (topic.id,), aspect, confidence, choices)

    def answered_aspect(self, topic: Topic, aspect: Aspect) -> Aspect:
        """The aspect that is answered where this one is asked: itself, or the nearest the topic has."""
        return next(each for each in (aspect, *_INSTEAD[aspect]) if topic.section(each) is not None)

    def _items(self, topic: Topic, aspect: Aspect, section: Section | Cautions) -> Iterator[Item]:
        if aspect is Aspect.DANGER:
            # The most urgent first: what has no room must be what can wait.
            for reason in sorted(topic.see_doctor, key=lambda each: _URGENCIES.index(each.urgency)):
                yield Item(reason, self._wording.see_doctor[reason.urgency].format(text=reason.text))
        for point in section.points:
            match point:
                case Caution():
                    yield Item(point, f"{point.who}: {point.text}")
                case Point():
                    yield Item(point, point.text, point.remedy if point.remedy != topic.id else None)

    def _first_relief(self, relief: Section, said: Draft, tail: Sequence[Paragraph]) -> None:
        """Whoever only names a trouble is told at once what may help, as far as there is room."""
        heading = Paragraph(Role.HEADING, self._wording.overview_relief)
        said.paragraphs.append(heading)
        items = (Item(point, point.text, point.remedy) for point in relief.points)
        said.state_items(items, _room(said, tail), _MOST_FIRST)
        if said.paragraphs[-1] is heading:
            said.paragraphs.pop()

    def _tail(self, topic: Topic, aspect: Aspect, said: Draft, today: date) -> list[Paragraph]:
        """What ends an answer whatever its length: the caution that matters, the safety line, a passed review."""
        wording = self._wording
        tail = [
            Paragraph(Role.CAUTION, wording.for_you.format(who=caution.who, text=said.filled(caution.text)))
            for caution in said.cautions_for_person(topic.cautions)
        ]
        if isinstance(topic, Remedy) and aspect is not Aspect.CAUTIONS:
            tail.append(Paragraph(Role.CAUTION, wording.ask_first.format(who=topic.ask_first)))
        tail.append(Paragraph(Role.SAFETY, said.filled(topic.safety.text)))
        said.sources_of(topic.safety)
        if topic.review_by < today:
            tail.append(Paragraph(Role.NOTE, wording.review_passed.format(date=topic.review_by.isoformat())))
        return tail

    def _choices(self, topic: Topic, aspect: Aspect, *, more: bool) -> tuple[Choice, ...]:
        aspects = [each for each in _NEXT if each is not aspect and topic.section(each) is not None]
        related = [self._knowledge.topics[each] for each in topic.related]
        choices = [Choice(f"more:{topic.id}:{aspect}", self._wording.more)] if more else []
        choices += [Choice(f"ask:{topic.id}:{each}", self._wording.aspect_labels[each]) for each in aspects]
        return (*choices[:_MOST_ASPECTS], *(_topic_choice(each) for each in related[:_MOST_RELATED]))

    def about(self, flag: RedFlag, confidence: float, country: Country) -> Reply:
        """A calm answer to a general question about a danger sign."""
        said = Draft(self._knowledge, country)
        said.add(Role.TITLE, flag.title)
        said.state(Role.LEAD, flag.about)
        said.state_items((Item(point, point.text, point.remedy) for point in flag.about.points), None, None)
        if not flag.warm:
            said.add(Role.SAFETY, said.filled(self._wording.about_safety))
        said.cite()
        return Reply(ReplyKind.ANSWER, tuple(said.paragraphs), (flag.id,), Aspect.OVERVIEW, confidence)

    def urgent(self, flags: Sequence[RedFlag], country: Country) -> Reply:
        """What to do about a danger sign, and nothing else; the gravest of `flags` is the one spoken of."""
        flag = flags[0]
        said = Draft(self._knowledge, country)
        if not flag.warm:
            said.add(Role.TITLE, said.filled(self._wording.urgencies[flag.urgency]))
        said.state(Role.LEAD, flag.what)
        said.state_list("" if flag.warm else self._wording.urgent_do, flag.do)
        said.state_list("" if flag.warm else self._wording.urgent_do_not, flag.do_not)
        if not flag.warm:
            said.cite()
        return Reply(ReplyKind.URGENT, tuple(said.paragraphs), tuple(each.id for each in flags))

    def confirm(self, flag: RedFlag, country: Country) -> Reply:
        """The one question that tells a danger sign from its look-alikes, with the advice in the same message."""
        said = Draft(self._knowledge, country)
        said.add(Role.QUESTION, said.filled(flag.question))
        if not flag.warm:
            said.add(Role.SAFETY, said.filled(self._wording.confirm_careful))
        choices = (
            Choice(f"yes:{flag.id}", self._wording.confirm_yes),
            Choice(f"no:{flag.id}", self._wording.confirm_no),
        )
        return Reply(ReplyKind.CONFIRM_RED_FLAG, tuple(said.paragraphs), (flag.id,), choices=choices)

    def disambiguation(self, topics: Sequence[str], aspect: Aspect, confidence: float) -> Reply:
        """Which of two or three topics was meant."""
        choices = tuple(
            Choice(f"ask:{each}:{self.answered_aspect(self._knowledge.topics[each], aspect)}", self._label(each))
            for each in topics
        )
        paragraphs = (Paragraph(Role.QUESTION, self._wording.disambiguation),)
        return Reply(ReplyKind.DISAMBIGUATION, paragraphs, tuple(topics), aspect, confidence, choices)

    def act(self, act: Act, confidence: float, country: Country) -> Reply:
        """The answer to something that is not a question about the subject."""
        said = Draft(self._knowledge, country)
        said.add(Role.LEAD, said.filled(act.reply))
        others = (self._knowledge.acts[each] for each in act.acts)
        choices = self._kinds() if act.id == _TOPICS else self._offers(act.offers)
        choices = (*(Choice(f"act:{each.id}", each.title) for each in others), *choices)
        return Reply(ReplyKind.ACT, tuple(said.paragraphs), (act.id,), None, confidence, choices)

    def topics_of(self, kind: Kind) -> Reply:
        """The topics of one kind, in the order of their labels, and the way back to the kinds."""
        text = self._wording.topics_of_kind.format(kind=self._wording.kinds[kind])
        topics = sorted(self._topics_of(kind), key=lambda topic: topic.label.casefold())
        choices = (*(_topic_choice(topic) for topic in topics), *self._all_topics())
        return Reply(ReplyKind.ACT, (Paragraph(Role.QUESTION, text),), (_TOPICS,), choices=choices)

    def _kinds(self) -> tuple[Choice, ...]:
        """The kinds there are topics of; the only topic of a kind stands for it."""
        return tuple(
            Choice(f"browse:{kind}", self._wording.kinds[kind]) if len(topics) > 1 else _topic_choice(topics[0])
            for kind in Kind
            if (topics := self._topics_of(kind))
        )

    def _topics_of(self, kind: Kind) -> Sequence[Topic]:
        return [topic for topic in self._knowledge.topics.values() if topic.kind is kind]

    def _all_topics(self) -> tuple[Choice, ...]:
        """The way to the list of all topics, where the pack has one."""
        act = self._knowledge.acts.get(_TOPICS)
        return (Choice(f"act:{act.id}", act.title),) if act else ()

    def _offers(self, offers: Sequence[str]) -> tuple[Choice, ...]:
        """Topics to go on with; where there is no end of what else could be asked, also the list of them all."""
        offered = tuple(_topic_choice(self._knowledge.topics[each]) for each in offers)
        return (*offered, *self._all_topics()) if offers else ()

    def plain(
        self, kind: ReplyKind, text: str, confidence: float, country: Country, topics: Iterable[str] = ()
    ) -> Reply:
        """A sentence of the pack's wording with topics to go on with, and the way to all others."""
        said = Draft(self._knowledge, country)
        said.add(Role.LEAD, said.filled(text))
        offered = tuple(_topic_choice(self._knowledge.topics[each]) for each in topics)
        return Reply(kind, tuple(said.paragraphs), (), None, confidence, (*offered, *self._all_topics()))

    def _label(self, topic: str) -> str:
        return self._knowledge.topics[topic].label


def _room(said: Draft, tail: Sequence[Paragraph]) -> int:
    """Characters left for points once the lead, the tail and a line of sources have theirs."""
    return LENGTH - sum(len(each.text) + 1 for each in (*said.paragraphs, *tail)) - 90


def _topic_choice(topic: Topic) -> Choice:
    return Choice(f"ask:{topic.id}:{Aspect.OVERVIEW}", topic.label)
