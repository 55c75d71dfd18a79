"""Danger signs in the book: what is said, and by which words the bot recognises them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.content.book.edition import Edition
from bot.content.book.markup import Markup, element, join
from bot.content.book.pieces import URGENCIES, facts, place_to_sign, review_due, run_in
from bot.content.book.readable import day, in_words
from bot.core.knowledge import RedFlag, Statement

_CONCEPT = re.compile(r"<([^<>]*)>")


def flag_entry(edition: Edition, flag: RedFlag) -> Markup:
    """One danger sign, from what is said to the place to sign."""
    said: Sequence[Statement] = (flag.what, *flag.do, *flag.do_not)
    urgent = edition.composer.urgent([flag], edition.country)
    return element(
        "article",
        element("h3", flag.title, id=f"danger-{flag.id}"),
        facts(_facts(edition, flag)),
        element("h4", "What is said when it is certain"),
        edition.reply(urgent, said, style="urgent"),
        *_question(edition, flag),
        element("h4", "What is said to a general question about it"),
        edition.reply(edition.composer.about(flag, 1.0, edition.country), (flag.about, *flag.about.points)),
        element("h4", "How it is recognised"),
        element("dl", *_rules(flag), class_="said rules"),
        place_to_sign(flag.title),
        class_="entry",
    )


def _facts(edition: Edition, flag: RedFlag) -> Iterator[tuple[str, str]]:
    yield "Urgency", URGENCIES[flag.urgency]
    if flag.warm:
        yield "Manner", "spoken warmly, without headings and without a list of sources"
    yield "Last reviewed", day(flag.reviewed)
    yield "Next review", review_due(edition, flag.review_by)


def _question(edition: Edition, flag: RedFlag) -> Iterator[Markup]:
    if flag.near:
        yield element("h4", "What is asked when it is only likely")
        yield edition.reply(edition.composer.confirm(flag, edition.country), ())


def _rules(flag: RedFlag) -> Iterator[Markup]:
    rules = (
        ("Certain, when a message holds", flag.sure),
        ("Likely, so that the question is asked, when it holds", flag.near),
        ("Likely becomes certain with any of", [(sign,) for sign in flag.raised_by]),
        ("It is not meant when there is any of", [(sign,) for sign in flag.cleared_by]),
    )
    for name, sets in rules:
        if sets:
            items = (element("li", join((_sign(sign) for sign in signs), " and ")) for signs in sets)
            yield element("dt", name)
            yield element("dd", element("ul", *items))


def _sign(own_id: str) -> Markup:
    return element("a", in_words(own_id), href=f"#sign-{own_id}")


def words_of_signs(edition: Edition) -> Markup:
    """Every sign with the words it is recognised by, then the groups of words that stand in them."""
    signs = edition.knowledge.signs
    items = (
        join(
            (
                element("dt", in_words(own_id), *(_naming() if sign.named else ()), id=f"sign-{own_id}"),
                element("dd", run_in(sign.wordings)),
            )
        )
        for own_id, sign in signs.items()
    )
    return element("dl", *items, class_="wordings")


def words_of_concepts(edition: Edition) -> Markup:
    """The groups of words that the wordings of signs and conditions name."""
    knowledge = edition.knowledge
    wordings = [
        wording
        for each in (knowledge.signs, knowledge.conditions)
        for entry in each.values()
        for wording in entry.wordings
    ]
    concepts = knowledge.vocabulary.concepts
    named = _named_in(wordings)
    named |= _named_in(wording for each in named & concepts.keys() for wording in concepts[each].wordings)
    items = (
        join((element("dt", in_words(own_id)), element("dd", run_in(concept.wordings))))
        for own_id, concept in concepts.items()
        if own_id in named
    )
    return element("dl", *items, class_="wordings")


def _named_in(wordings: Iterable[str]) -> set[str]:
    return {concept for wording in wordings for concept in _CONCEPT.findall(wording)}


def _naming() -> tuple[str, Markup]:
    return " ", element("span", "an illness by its name: does not count in a general question", class_="tag")
