"""What all parts of the book share: one pack on one day, and how replies, sources and topics are shown in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from bot.content.book.markup import Markup, element, join
from bot.content.book.readable import with_values
from bot.core.composing import Composer
from bot.core.knowledge import Caution, KnowledgeBase, Source, Statement
from bot.core.replies import Paragraph, Reply, Role

_STATING = frozenset({Role.LEAD, Role.POINT, Role.SAFETY})
_CLASSES = {role: role.value for role in Role}


class Edition:
    """A pack on the day the book is made. Replies are those to somebody whose country is not known."""

    def __init__(self, knowledge: KnowledgeBase, today: date) -> None:
        self.knowledge = knowledge
        self.today = today
        self.composer = Composer(knowledge)
        self.country = knowledge.pack.elsewhere
        self.sources = tuple(sorted(knowledge.sources.values(), key=_bibliographic))
        self._numbers = {source.id: number for number, source in enumerate(self.sources, 1)}
        self._values = self.country.model_dump(include={"emergency", "advice", "crisis"}, exclude_none=True)

    def filled(self, text: str) -> str:
        """A text of the pack with whom to call filled in, and other gaps named."""
        return with_values(text, self._values)

    def number(self, source: str) -> int:
        """The number of a source in the list at the end of the book."""
        return self._numbers[source]

    def references(self, sources: Iterable[str]) -> Markup:
        """The numbers of sources, each a link to the list at the end; a remark where there are none."""
        links = [self._reference(self.knowledge.sources[each]) for each in sorted(set(sources), key=self.number)]
        return (
            element("sup", join(links, ", "), class_="marks") if links else element("span", "no source", class_="tag")
        )

    def _reference(self, source: Source) -> Markup:
        number = str(self.number(source.id))
        return element("a", number, href=f"#source-{number}", title=f"{source.publisher}: {source.title}")

    def stated(self, statement: Statement) -> Markup:
        """A statement outside a reply, with its references."""
        return join((self.filled(statement.text), " ", self.references(statement.sources)))

    def topic_links(self, ids: Iterable[str]) -> Markup:
        """The titles of topics, each a link to its place in the book."""
        links = [element("a", self.knowledge.topics[each].title, href=f"#topic-{each}") for each in ids]
        return join(links, "; ")

    def reply(
        self, reply: Reply, statements: Sequence[Statement], first: Reply | None = None, style: str = ""
    ) -> Markup:
        """A reply as people see it. `statements` are what it was put together from, for the reviewer's marks.

        `first` is the reply before "Show more" was pressed: what is not in it is marked.
        """
        hidden = {each.text for each in reply.paragraphs} - {each.text for each in first.paragraphs} if first else set()
        said: list[Markup] = []
        for role, paragraphs in groupby(reply.paragraphs, lambda paragraph: paragraph.role):
            shown = [self._paragraph(each, statements, is_hidden=each.text in hidden) for each in paragraphs]
            said += (
                [element("ul", *(element("li", each) for each in shown))]
                if role is Role.POINT
                else [element("p", each, class_=_CLASSES[role]) for each in shown]
            )
        return element("div", *said, class_=f"reply {style}".strip(), lang=self.knowledge.pack.language)

    def _paragraph(self, paragraph: Paragraph, statements: Sequence[Statement], *, is_hidden: bool) -> Markup:
        if paragraph.role is Role.SOURCES:
            return _linked(paragraph)
        statement = self._origin(paragraph.text, statements) if paragraph.role in _STATING else None
        if statement is None:
            return join((paragraph.text,))
        marks = [self.references(statement.sources)]
        if isinstance(statement, Caution):
            marks.append(self._rule(statement))
        if is_hidden and paragraph.role is Role.POINT:
            marks.append(element("span", f"after “{self.knowledge.wording.more}”", class_="tag"))
        return join((paragraph.text, " ", *marks))

    def _rule(self, caution: Caution) -> Markup:
        rule = (
            element("span", "avoid", class_="tag avoid")
            if caution.avoid
            else element("span", "ask first", class_="tag ask")
        )
        return join((rule, *(self.for_whom("for", each) for each in caution.applies_to)))

    def for_whom(self, word: str, condition: str) -> Markup:
        """A mark that something is for, or not for, people of whom a condition is known."""
        return element("span", f"{word} “{self.knowledge.conditions[condition].title}”", class_="tag")

    def _origin(self, text: str, statements: Sequence[Statement]) -> Statement | None:
        """The statement a paragraph says: the longest whose text stands in it, the first of equals."""
        origins = [each for each in statements if self.filled(each.text) in text]
        return max(origins, key=lambda statement: len(statement.text), default=None)


def _bibliographic(source: Source) -> tuple[str, str]:
    return source.publisher.casefold(), source.title.casefold()


def _linked(paragraph: Paragraph) -> Markup:
    """The line of sources, each name in it a link to its page."""
    rest, pieces = paragraph.text, []
    for source in paragraph.sources:
        before, name, rest = rest.partition(source.publisher)
        pieces += [before, element("a", name, href=source.address)]
    return join((*pieces, rest))
