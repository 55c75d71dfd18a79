"""Topics and remedies in the book: every reply, then what a reviewer needs beside them, and a place to sign."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.book.edition import Edition
from bot.content.book.markup import Markup, element, join
from bot.content.book.pieces import URGENCIES, facts, place_to_sign, review_due, source_list
from bot.content.book.readable import day
from bot.core.knowledge import Aspect, Grade, Remedy, Season, Statement, Tip, Topic

_GRADES = {Grade.GOOD: "good", Grade.SOME: "some", Grade.WEAK: "weak", Grade.NONE: "none that it helps"}
_SEASONS = {Season.SUMMER: "in summer only", Season.WINTER: "in winter only"}


def topic_entry(edition: Edition, topic: Topic) -> Markup:
    """One topic, from its replies to the place to sign."""
    return element(
        "article",
        element("h3", topic.title, id=f"topic-{topic.id}"),
        element("p", topic.summary, class_="summary"),
        _facts(edition, topic),
        *(_answer(edition, topic, aspect) for aspect in topic.aspects),
        *_unanswered(edition, topic),
        *_doctor(edition, topic),
        element("h4", "The line that ends every reply above"),
        element("p", edition.stated(topic.safety)),
        *_tips(edition, topic),
        *_sources(edition, topic),
        place_to_sign(topic.title),
        class_="entry",
    )


def _facts(edition: Edition, topic: Topic) -> Markup:
    return facts(_named_facts(edition, topic))


def _named_facts(edition: Edition, topic: Topic) -> Iterator[tuple[str, str]]:
    if topic.evidence and topic.evidence.grade:
        grade = topic.evidence.grade
        yield "Evidence", element("span", _GRADES[grade], class_=f"tag grade-{grade.value}")
    if isinstance(topic, Remedy):
        yield "Who should ask first", topic.ask_first
    if topic.related:
        yield "Related topics", edition.topic_links(topic.related)
    yield "Button", topic.label
    yield "Last reviewed", day(topic.reviewed)
    yield "Next review", review_due(edition, topic.review_by)


def _answer(edition: Edition, topic: Topic, aspect: Aspect) -> Markup:
    composer, country, today = edition.composer, edition.country, edition.today
    whole = composer.answer(topic, aspect, 1.0, country, today, full=True)
    first = composer.answer(topic, aspect, 1.0, country, today)
    heading = element("h4", edition.knowledge.wording.aspect_labels[aspect])
    return join((heading, edition.reply(whole, _statements(topic, aspect), first)))


def _statements(topic: Topic, aspect: Aspect) -> list[Statement]:
    """All that the reply to an aspect may be put together from, its own section first."""
    section = topic.section(aspect)
    assert section is not None, "only answered aspects are asked for"
    relief = topic.relief.points if topic.relief else ()
    return [section, *section.points, *relief, *topic.see_doctor, topic.safety]


def _unanswered(edition: Edition, topic: Topic) -> Iterator[Markup]:
    labels = edition.knowledge.wording.aspect_labels
    items = []
    for aspect, reason in topic.no_answer.items():
        instead = labels[edition.composer.answered_aspect(topic, aspect)]
        items.append(element("li", f"{labels[aspect]} {reason} The reply to “{instead}” is given."))
    if items:
        yield element("h4", "Questions without a reply of their own")
        yield element("ul", *items)


def _doctor(edition: Edition, topic: Topic) -> Iterator[Markup]:
    yield element("h4", "When to see a doctor")
    groups = []
    for urgency, name in URGENCIES.items():
        reasons = [element("li", edition.stated(each)) for each in topic.see_doctor if each.urgency is urgency]
        if reasons:
            groups.append(element("div", element("h5", name), element("ul", *reasons), class_=urgency.value))
    yield element("div", *groups, class_="by-urgency")


def _tips(edition: Edition, topic: Topic) -> Iterator[Markup]:
    tips = [element("li", tip_text(edition, tip)) for tip in edition.knowledge.tips if tip.topic == topic.id]
    if tips:
        yield element("h4", "Daily tips")
        yield element("ul", *tips)


def tip_text(edition: Edition, tip: Tip) -> Markup:
    """A tip with its caution, its references and whom it is kept from."""
    tags = [element("span", _SEASONS[tip.season], class_="tag")] if tip.season else []
    tags += [edition.for_whom("not for", each) for each in tip.not_for]
    caution = f" {tip.caution}" if tip.caution else ""
    return join((tip.text, caution, " ", edition.references(tip.sources), *tags))


def _sources(edition: Edition, topic: Topic) -> Iterator[Markup]:
    cited = {each for statement in _all_statements(topic) for each in statement.sources}
    cited.update(each for tip in edition.knowledge.tips if tip.topic == topic.id for each in tip.sources)
    if cited:
        yield element("h4", "Sources of this topic")
        yield source_list(edition, [source for source in edition.sources if source.id in cited])


def _all_statements(topic: Topic) -> Iterator[Statement]:
    for aspect in topic.aspects:
        yield from _statements(topic, aspect)
