"""The rest of the book: what is said around the topics, whom to call, and the list of sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.content.book.edition import Edition
from bot.content.book.markup import Markup, element, join
from bot.content.book.pieces import run_in
from bot.content.book.readable import in_words
from bot.content.field_notes import FIELD_NOTES
from bot.core.knowledge import Act, Country


def act_entry(edition: Edition, act: Act) -> Markup:
    """What is said to a greeting, thanks and the like, and what is offered with it."""
    reply = edition.composer.act(act, 1.0, edition.country)
    offers = element("p", "Offers: ", edition.topic_links(act.offers), class_="small") if act.offers else Markup()
    body = (element("h3", act.title, id=f"act-{act.id}"), edition.reply(reply, ()), offers)
    return element("article", *body, class_="entry")


def other_sentences(edition: Edition) -> Markup:
    """Every sentence that belongs to no topic, with when it is said."""
    pairs = (
        join((element("dt", _said_when(key)), element("dd", _texts(edition, value))))
        for key, value in edition.knowledge.wording
    )
    return element("dl", *pairs, *_foreign(edition), class_="said")


def _said_when(key: str) -> str:
    return FIELD_NOTES["Wording"].get(key, in_words(key).capitalize()).removesuffix(".")


def _texts(edition: Edition, value: str | Mapping[str, str]) -> Markup:
    if isinstance(value, str):
        return join((edition.filled(value),))
    return element("ul", *(element("li", edition.filled(text)) for text in value.values()))


def _foreign(edition: Edition) -> Iterator[Markup]:
    languages = edition.knowledge.vocabulary.languages
    if languages:
        yield element("dt", "When somebody writes in another language")
        replies = (element("li", language.reply, lang=code) for code, language in languages.items())
        yield element("dd", element("ul", *replies))


def countries(edition: Edition) -> Markup:
    """Whom people are told to call, by country, and where it is not known."""
    pack = edition.knowledge.pack
    head = element("tr", *(element("th", name, scope="col") for name in ("Country", "Emergency", "Advice", "Crisis")))
    known = sorted(pack.countries.values(), key=lambda country: country.name)
    rows = [_country(edition, country, country.name) for country in known]
    unknown = _country(edition, pack.elsewhere, "Where it is not known")
    return element("table", element("thead", head), element("tbody", *rows, unknown))


def _country(edition: Edition, country: Country, name: str) -> Markup:
    numbers = (country.emergency, country.advice or "", country.crisis or "")
    references = edition.references(country.sources) if country.sources else Markup()
    return element("tr", element("th", name, " ", references, scope="row"), *(element("td", each) for each in numbers))


def conditions(edition: Edition) -> Markup:
    """What people may say of themselves that changes the advice, and by which words it is known."""
    items = (
        join((element("dt", condition.title), element("dd", run_in(condition.wordings))))
        for condition in edition.knowledge.conditions.values()
    )
    return element("dl", *items, class_="wordings")
