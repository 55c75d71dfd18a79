"""A reply being put together, paragraph by paragraph.

The rule that a remedy never appears without its caution is kept here: there is no other way to get a point into a
reply.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.core.knowledge import Caution, Cautions, Country, KnowledgeBase, Remedy, Source, Statement, Tip
from bot.core.replies import Paragraph, Role

_MOST_SOURCES = 3


@dataclass(frozen=True, slots=True)
class Item:
    """A point as it will be said: where it stands in the pack, its words, and the remedy it recommends, if any."""

    statement: Statement
    text: str
    remedy: str | None = None


class Draft:
    """A reply being put together: its paragraphs so far, and the sources of what they say.

    `conditions` are those of the person: a remedy that does not suit them is left out or marked with the reason. Where
    the reply `is_for_others` it is only left out, for the reason would tell of the person.
    """

    def __init__(
        self,
        knowledge: KnowledgeBase,
        country: Country,
        conditions: Collection[str] = (),
        *,
        is_for_others: bool = False,
    ) -> None:
        self.paragraphs: list[Paragraph] = []
        self._knowledge = knowledge
        self._country = country
        self._conditions = frozenset(conditions)
        self._is_for_others = is_for_others
        self._sources: dict[str, Source] = {}
        self._cautioned: set[str] = set()
        self._unsuitable: dict[str, str] = {}

    def filled(self, text: str) -> str:
        """A text of the pack with the numbers of the person's country."""
        return filled(text, self._country, self._knowledge.pack.elsewhere)

    def add(self, role: Role, text: str) -> None:
        """One more paragraph, unless there is nothing in it."""
        if text:
            self.paragraphs.append(Paragraph(role, text))

    def state(self, role: Role, statement: Statement | Cautions) -> None:
        """One more paragraph, from the pack and with its sources."""
        self.add(role, self.filled(statement.text))
        self.sources_of(statement)

    def state_list(self, heading: str, statements: Iterable[Statement]) -> None:
        """A heading, if there is one, and points."""
        self.add(Role.HEADING, heading)
        for statement in statements:
            self.state(Role.POINT, statement)

    def state_items(self, items: Iterable[Item], room: int | None, most: int | None) -> bool:
        """Say as many items as there is room for, in characters and in number. True where some were left for later."""
        said = 0
        for item in items:
            line = self._line(item)
            if line is None:
                continue
            if (most is not None and said >= most) or (room is not None and len(line) > room):
                return True
            if item.remedy:
                self._cautioned.add(item.remedy)
            said += 1
            room = None if room is None else room - len(line) - 3
            self.add(Role.POINT, line)
            self.sources_of(item.statement)
        return False

    def state_unsuitable(self) -> None:
        """Say which remedies were kept back because of what the person said."""
        if self._is_for_others:
            return
        for text in self._unsuitable.values():
            self.add(Role.NOTE, text)

    def cautions_for_person(self, remedy_or_topic: Cautions | None) -> tuple[Caution, ...]:
        """The cautions that concern this person, where they may be said."""
        return () if self._is_for_others else self._concerning(remedy_or_topic)

    def _concerning(self, remedy_or_topic: Cautions | None) -> tuple[Caution, ...]:
        cautions = remedy_or_topic.points if remedy_or_topic else ()
        return tuple(caution for caution in cautions if not self._conditions.isdisjoint(caution.applies_to))

    def _line(self, item: Item) -> str | None:
        """What is said of an item, with the caution it must carry; None where it does not suit the person."""
        text = self.filled(item.text)
        if item.remedy is None:
            return text
        record = self._knowledge.topics[item.remedy]
        assert isinstance(record, Remedy), "the pack was checked: a point names a remedy"
        wording = self._knowledge.wording
        concerning = self._concerning(record.cautions)
        for caution in concerning:
            if caution.avoid:
                self._unsuitable[record.id] = wording.unsuitable.format(
                    remedy=record.label, who=caution.who, text=caution.text
                )
                return None
        if concerning and not self._is_for_others:
            return f"{text} ({wording.for_you.format(who=concerning[0].who, text=concerning[0].text)})"
        if item.remedy in self._cautioned:
            return text
        return f"{text} ({wording.ask_first.format(who=record.ask_first)})"

    def sources_of(self, statement: Statement | Cautions | Tip) -> None:
        """Note the sources of what is said."""
        for each in statement.sources:
            self._sources.setdefault(each, self._knowledge.sources[each])

    def cite(self) -> None:
        """End with the sources of what was said, named once each."""
        if not self._sources:
            return
        names = list(dict.fromkeys(source.publisher for source in self._sources.values()))[:_MOST_SOURCES]
        text = self._knowledge.wording.sources.format(names="; ".join(names))
        by_name = {source.publisher: source for source in reversed(self._sources.values())}
        self.paragraphs.append(Paragraph(Role.SOURCES, text, tuple(by_name[name] for name in names)))


def filled(text: str, country: Country, elsewhere: Country) -> str:
    """A text of the pack with whom to call in `country`; what is not known of it is taken from `elsewhere`."""
    return text.format(
        emergency=country.emergency,
        advice=country.advice or elsewhere.advice,
        crisis=country.crisis or elsewhere.crisis,
    )
