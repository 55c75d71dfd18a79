"""What several parts of the book are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.content.book.edition import Edition
from bot.content.book.markup import Markup, element, join
from bot.content.book.readable import day, wording_in_words
from bot.core.knowledge import Source, Urgency

URGENCIES = {
    Urgency.EMERGENCY: "At once",
    Urgency.SAME_DAY: "The same day",
    Urgency.SOON: "In the next days or weeks",
}


def facts(pairs: Iterable[tuple[str, str]]) -> Markup:
    """Short facts, each with its name."""
    return element(
        "dl", *(join((element("dt", name), element("dd", fact))) for name, fact in pairs), class_="facts-list"
    )


def place_to_sign(title: str) -> Markup:
    """Lines for a reviewer's name, date and remarks."""
    lines = (("Name", ""), ("Date", ""), ("Remarks", "wide"), ("", "wide bare"))
    return element(
        "section",
        element("h4", f"Review of “{title}”"),
        element(
            "div", *(element("div", name, class_=f"line {style}".strip()) for name, style in lines), class_="lines"
        ),
        class_="sign",
    )


def review_due(edition: Edition, when: date) -> Markup:
    """When the next review is due, and whether that day has passed."""
    overdue = (" ", element("span", "overdue", class_="tag avoid")) if when < edition.today else ()
    return join((day(when), *overdue))


def run_in(wordings: Iterable[str]) -> Markup:
    """Wordings one after the other."""
    return join((wording_in_words(wording) for wording in wordings), " · ")


def source_list(edition: Edition, sources: list[Source], *, anchors: bool = False) -> Markup:
    """Sources by number, with their addresses. With `anchors` it is the list that references lead to."""
    return element("ol", *(_source(edition, source, anchors=anchors) for source in sources), class_="numbered")


def _source(edition: Edition, source: Source, *, anchors: bool) -> Markup:
    number = str(edition.number(source.id))
    read = f"Read on {day(source.read)}." if source.read else "Its own text was not seen by the authors."
    return element(
        "li",
        element("span", number, class_="number"),
        element(
            "span",
            element("a", f"{source.publisher}: {source.title}", href=source.address),
            ". ",
            element("span", read, class_="" if source.read else "unread"),
            *((element("br"), element("span", source.address, class_="address")) if anchors else ()),
        ),
        id=f"source-{number}" if anchors else "",
    )
