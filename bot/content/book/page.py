"""The page as a whole: front, contents and parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from bot.content.book.danger_signs import flag_entry, words_of_concepts, words_of_signs
from bot.content.book.edition import Edition
from bot.content.book.markup import Markup, element, join
from bot.content.book.pieces import source_list
from bot.content.book.readable import day
from bot.content.book.surroundings import act_entry, conditions, countries, other_sentences
from bot.content.book.topics import topic_entry
from bot.core.knowledge import Kind, KnowledgeBase, Urgency

_KINDS = {
    Kind.SYMPTOM: ("Symptoms", "What people feel or see."),
    Kind.CONDITION: ("Conditions", "What it may be called."),
    Kind.SITUATION: ("Situations", "When it happens, and to whom."),
    Kind.QUESTION: ("Questions", "What people ask beside that."),
    Kind.REMEDY: ("Remedies", "What people do or take. Wherever one is recommended, its “ask first” goes with it."),
}
_HOW_TO_READ = (
    "What stands in a box (in print, beside a line) is a reply, word for word as people see it. All else is for you.",
    "A raised number leads to the source in the list at the end. “No source” marks general advice that rests on none.",
    "A reply shows at most four points at first. Those marked as coming after a button wait until it is pressed.",
    "Telephone numbers are those for people whose country is not known; the list by country stands further below.",
    "Each topic and each danger sign ends with a place to sign.",
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the book. `entries` are the anchors and titles that the contents list below it.

    In print, the entries of a `flowing` part follow each other on a page; others begin a page each.
    """

    anchor: str
    title: str
    intro: str
    body: Markup
    entries: tuple[tuple[str, str], ...] = ()
    flowing: bool = False


def book(knowledge: KnowledgeBase, today: date) -> str:
    """The whole pack as one HTML page that needs nothing besides itself."""
    edition = Edition(knowledge, today)
    parts = tuple(_parts(edition))
    style = files(__package__).joinpath("book.css").read_text(encoding="utf-8")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{knowledge.pack.title}: the reviewers’ book"),
        element("style", Markup(style)),
    )
    skip = element("a", "Skip to the text", class_="skip", href="#text")
    main = element("main", *(_section(part) for part in parts), id="text")
    body = element("body", skip, _front(edition), _contents(parts), main)
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def _front(edition: Edition) -> Markup:
    knowledge = edition.knowledge
    pack = knowledge.pack
    remedies = sum(topic.kind is Kind.REMEDY for topic in knowledge.topics.values())
    counts = (
        f"{len(knowledge.topics) - remedies} topics, {remedies} remedies, {len(knowledge.red_flags)} danger signs, "
        f"{len(knowledge.tips)} daily tips and {len(knowledge.sources)} sources, as they stood on {day(edition.today)}."
    )
    reviewed = f"Reviewed by {pack.reviewed_by}." if pack.reviewed_by else "Not yet reviewed by a clinician."
    return element(
        "header",
        element("p", "The reviewers’ book", class_="kicker"),
        element("h1", pack.title, lang=pack.language),
        element("p", pack.description, class_="lead", lang=pack.language),
        element("p", counts, " ", reviewed, class_="facts"),
        element("h2", "What people are told about it"),
        element("div", element("p", pack.disclaimer), class_="reply", lang=pack.language),
        element("h2", "How to read this book"),
        element("ul", *(element("li", each) for each in _HOW_TO_READ)),
        class_="front",
    )


def _contents(parts: Iterable[_Part]) -> Markup:
    items = (element("li", _link(part.anchor, part.title), _sublist(part.entries)) for part in parts)
    heading = element("h2", "Contents", id="contents")
    return element("nav", heading, element("ul", *items), class_="contents", aria_labelledby="contents")


def _sublist(entries: Iterable[tuple[str, str]]) -> Markup:
    items = [element("li", _link(anchor, title)) for anchor, title in entries]
    return element("ul", *items) if items else Markup()


def _link(anchor: str, title: str) -> Markup:
    return element("a", title, href=f"#{anchor}")


def _section(part: _Part) -> Markup:
    heading = element("h2", part.title, id=part.anchor)
    up = element("p", _link("contents", "To the contents"), class_="back")
    intro = element("p", part.intro, class_="intro")
    return element("section", heading, intro, part.body, up, class_="part flowing" if part.flowing else "part")


def _parts(edition: Edition) -> Iterator[_Part]:
    knowledge = edition.knowledge
    yield _danger_signs(edition)
    for kind, (title, intro) in _KINDS.items():
        topics = [topic for topic in knowledge.topics.values() if topic.kind is kind]
        if topics:
            entries = tuple((f"topic-{topic.id}", topic.title) for topic in topics)
            yield _Part(kind.value, title, intro, join(topic_entry(edition, topic) for topic in topics), entries)
    yield _acts(edition)
    yield from _plain_parts(edition)


def _danger_signs(edition: Edition) -> _Part:
    flags = sorted(
        edition.knowledge.red_flags.values(), key=lambda flag: (list(Urgency).index(flag.urgency), flag.rank)
    )
    return _Part(
        "danger",
        "Danger signs",
        "These are looked for in every message before anything else is answered. Where one is certain, the reply is "
        "this and nothing else; where it is likely, one question is asked first. Where several are found, the one that "
        "comes first here is spoken of.",
        join(flag_entry(edition, flag) for flag in flags),
        tuple((f"danger-{flag.id}", flag.title) for flag in flags),
    )


def _acts(edition: Edition) -> _Part:
    acts = edition.knowledge.acts.values()
    entries = tuple((f"act-{act.id}", act.title) for act in acts)
    body = join(act_entry(edition, act) for act in acts)
    intro = "What is said to a greeting, thanks and the like."
    return _Part("acts", "Small talk and commands", intro, body, entries, flowing=True)


def _plain_parts(edition: Edition) -> Iterator[_Part]:
    yield _Part(
        "sentences",
        "Other sentences",
        "All else that can be said. Names in brackets are filled in.",
        other_sentences(edition),
    )
    yield _Part("numbers", "Whom to call", "What people are told, by country.", countries(edition))
    yield _Part(
        "people",
        "What people say of themselves",
        "Cautions and tips depend on it. After each, the words by which it is recognised.",
        conditions(edition),
    )
    yield _Part(
        "signs",
        "The words of danger signs",
        "Each sign with the words by which it is recognised, in any form (“swell” is also “swelling”). A stroke stands "
        "between words of which one is enough, and “…” for a few words of any kind. Words in italics stand for a whole "
        "group, listed in the next part. A sign does not count where it is denied or long past.",
        words_of_signs(edition),
    )
    yield _Part(
        "groups",
        "Groups of words",
        "Words that are taken to mean the same. One more group is “number”: any number.",
        words_of_concepts(edition),
    )
    yield _Part(
        "sources",
        "Sources",
        "Every statement in this book with a number rests on one of these.",
        source_list(edition, list(edition.sources), anchors=True),
    )
