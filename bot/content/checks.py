"""What is worth mending in a sound pack and can be seen by reading alone: warnings, none of which stops the bot.

Codes: `aspect_unexplained`, `aspect_untaught`, `condition_unused`, `remedy_unnamed`, `review_passed`, `same_label`,
`sign_unused`, `source_uncited`, `topic_thin`, `wording_unsaid`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from bot.content.draft import Problem
from bot.content.faults import Finding, Severity, in_order
from bot.content.loader import LoadedPack
from bot.content.references import mentions
from bot.content.schema import Route
from bot.core.knowledge import Aspect, Caution, Grade, Kind, KnowledgeBase, Remedy, Topic
from bot.core.text import normalize

FEWEST_EXAMPLES = 25
"""Examples below which a topic is not told from its neighbours reliably."""

_WORTH_RECOMMENDING = frozenset({Grade.GOOD, Grade.SOME})
"""A remedy of a lower grade may be there only because people ask about it."""


_SAID_ONLY_IF: Mapping[str, tuple[Callable[[KnowledgeBase], bool], str]] = {
    "about_safety": (lambda pack: any(not each.warm for each in pack.red_flags.values()), "a red flag is not warm"),
    "ask_first": (lambda pack: any(_remedies(pack)), "the pack has a remedy"),
    "confirm_careful": (lambda pack: bool(pack.red_flags), "the pack has a red flag"),
    "confirm_cleared": (lambda pack: bool(pack.red_flags), "the pack has a red flag"),
    "confirm_no": (lambda pack: bool(pack.red_flags), "the pack has a red flag"),
    "confirm_yes": (lambda pack: bool(pack.red_flags), "the pack has a red flag"),
    "for_you": (
        lambda pack: any(caution.applies_to for topic in pack.topics.values() for caution in _cautions(topic)),
        "a caution applies_to a condition",
    ),
    "no_section": (
        lambda pack: any(len(topic.aspects) < len(Aspect) for topic in pack.topics.values()),
        "a topic has no answer to an aspect",
    ),
    "noted": (
        lambda pack: bool(pack.conditions or pack.pack.countries),
        "the pack has a condition or a country",
    ),
    "overview_relief": (
        lambda pack: any(topic.relief and topic.kind is not Kind.REMEDY for topic in pack.topics.values()),
        "a topic that is no remedy has relief",
    ),
    "sources": (lambda pack: bool(pack.sources), "the pack has a source"),
    "unsuitable": (
        lambda pack: any(each.avoid and each.applies_to for remedy in _remedies(pack) for each in _cautions(remedy)),
        "a remedy is to be avoided with a condition",
    ),
    "urgent_do": (lambda pack: any(not each.warm for each in pack.red_flags.values()), "a red flag is not warm"),
    "urgent_do_not": (lambda pack: any(not each.warm for each in pack.red_flags.values()), "a red flag is not warm"),
}
"""Keys of wording.yaml that are not said in every pack: when they are, as a test and in words."""


def check(pack: LoadedPack, today: date) -> tuple[Finding, ...]:
    """Everything worth mending that reading a pack shows, in the order of file and line."""
    knowledge = pack.knowledge
    problems = (
        *_unused(knowledge),
        *_reviews(knowledge, today),
        *_unexplained(knowledge),
        *_thin(knowledge),
        *_same_labels(knowledge),
        *_unsaid(knowledge),
    )
    return in_order(pack.places.findings(problems))


def _warning(code: str, path: Route, message: str, fix: str) -> Problem:
    return Problem(code, path, message, fix, Severity.WARNING)


def _unused(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Sources, remedies, conditions and signs that nothing else in the pack names."""
    named: dict[str, set[str]] = {}
    for field in ("pack", "topics", "red_flags", "tips"):
        for path, key, own_id in mentions(getattr(knowledge, field), (field,)):
            if path[1:2] != (own_id,):
                named.setdefault(key, set()).add(own_id)
    uses = (
        ("source_uncited", "sources", ("sources",), "no statement cites this source"),
        ("condition_unused", "conditions", ("applies_to", "not_for"), "no caution and no tip asks for this condition"),
        ("sign_unused", "signs", ("sure", "near", "raised_by", "cleared_by"), "no red flag asks for this sign"),
    )
    for code, field, keys, message in uses:
        for own_id in getattr(knowledge, field).keys() - set().union(*(named.get(key, ()) for key in keys)):
            yield _warning(code, (field, own_id), message, "name it where it belongs, or delete it")
    for own_id, topic in knowledge.topics.items():
        recommended = not isinstance(topic, Remedy) or own_id in named.get("remedy", ())
        if not recommended and topic.evidence and topic.evidence.grade in _WORTH_RECOMMENDING:
            message = "no point of any topic recommends this remedy"
            yield _warning("remedy_unnamed", ("topics", own_id), message, f'write "remedy: {own_id}" on a point')


def _reviews(knowledge: KnowledgeBase, today: date) -> Iterator[Problem]:
    for field in ("topics", "red_flags"):
        for own_id, entry in getattr(knowledge, field).items():
            if entry.review_by < today:
                message = f"the review was due on {entry.review_by}, and replies say so"
                yield _warning("review_passed", (field, own_id, "review_by"), message, "review it and write new dates")


def _unexplained(knowledge: KnowledgeBase) -> Iterator[Problem]:
    for own_id, topic in knowledge.topics.items():
        for aspect in Aspect:
            if topic.section(aspect) is None and aspect not in topic.no_answer:
                message = f"{aspect.value} has no answer and no reason why"
                fix = f"write the section, or a line under no_answer: {aspect.value}"
                yield _warning("aspect_unexplained", ("topics", own_id), message, fix)


def _thin(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Topics, and answers of theirs, that the bot has too few examples to recognise by."""
    for own_id, topic in knowledge.topics.items():
        count = sum(map(len, topic.examples.values()))
        if count < FEWEST_EXAMPLES:
            message = f"this topic has {count} examples, and {FEWEST_EXAMPLES} is the least"
            yield _warning("topic_thin", ("topics", own_id, "examples"), message, "add what people ask about it")
        for aspect in topic.aspects:
            if not topic.examples.get(aspect):
                message = f"{aspect.value} has an answer, and no example asks for it"
                fix = f"add a few under {aspect.value}"
                yield _warning("aspect_untaught", ("topics", own_id, "examples"), message, fix)


def _same_labels(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Labels are buttons and can be typed instead, so two topics cannot share one."""
    owners: dict[str, str] = {}
    for own_id, topic in knowledge.topics.items():
        owner = owners.setdefault(normalize(topic.label), own_id)
        if owner != own_id:
            message = f'{owner} has the same label, "{topic.label}"'
            yield _warning("same_label", ("topics", own_id, "label"), message, "change one of the two")


def _unsaid(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Sentences of wording.yaml that nothing in this pack leads to."""
    for key, (is_said, condition) in _SAID_ONLY_IF.items():
        if not is_said(knowledge):
            message = f"nothing makes the bot say this: it is only said where {condition}"
            yield _warning("wording_unsaid", ("wording", key), message, "check what is missing in the pack")


def _remedies(knowledge: KnowledgeBase) -> Iterator[Remedy]:
    return (topic for topic in knowledge.topics.values() if isinstance(topic, Remedy))


def _cautions(topic: Topic) -> tuple[Caution, ...]:
    return topic.cautions.points if topic.cautions else ()
