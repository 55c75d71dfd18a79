"""What a pack may not say in one place because of what it says in another, and what no record can refuse alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import get_args

from Stemmer import algorithms

from bot.content.draft import Draft, Problem
from bot.content.faults import suggestion
from bot.content.references import leaves
from bot.content.schema import Route
from bot.content.zone_table import load_zones
from bot.core.knowledge import NUMBERS, PLACEHOLDERS, Kind, RedFlag, Remedy, Tip, Topic, Vocabulary, Wording
from bot.core.wordings import parse

LONGEST_TIP = 280

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NOT_FILLED = frozenset({"title", "label", "summary", "ask_first", "no_answer"})
"""Keys of topics, red flags and acts whose texts are shown as they stand."""

_COUNTRY = re.compile(r"[A-Z]{2}")


def contradictions(draft: Draft) -> Iterator[Problem]:
    """Every error in a pack whose records are sound each by itself."""
    for own_id, topic in draft.topics.items():
        yield from _topic(topic, ("topics", own_id))
    for own_id, flag in draft.red_flags.items():
        yield from _red_flag(flag, ("red_flags", own_id))
    yield from _tips(draft.tips)
    yield from _shared_ids(draft)
    yield from _placeholders(draft)
    yield from _wordings(draft)
    if draft.wording:
        yield from _complete(draft.wording)
    if draft.vocabulary:
        yield from _vocabulary(draft.vocabulary)
    for code in draft.pack.countries if draft.pack else ():
        if not _COUNTRY.fullmatch(code):
            message, fix = f'"{code}" is not a country code', "write the two capital letters of ISO 3166, such as GB"
            yield Problem("bad_id", ("pack", "countries", code), message, fix)


def _topic(topic: Topic, path: Route) -> Iterator[Problem]:
    for aspect in topic.no_answer:
        if topic.section(aspect) is not None:
            message = f"{aspect.value} has an answer of its own"
            yield Problem("answered_twice", (*path, "no_answer", aspect.value), message, "delete one of the two")
    yield from _review(topic, path)
    is_remedy = isinstance(topic, Remedy)
    if is_remedy != (topic.kind is Kind.REMEDY):
        folder = "topics/" if is_remedy else "remedies/"
        message = f'a file of this folder cannot be of kind "{topic.kind.value}"'
        yield Problem("wrong_kind", (*path, "kind"), message, f"correct the kind, or move the file to {folder}")
    if topic.evidence and is_remedy != (topic.evidence.grade is not None):
        message = "a remedy needs a grade" if is_remedy else "only a remedy has a grade"
        fix = "add grade: good, some, weak or none" if is_remedy else "delete it"
        yield Problem("grade", (*path, "evidence", "grade"), message, fix)


def _review(reviewed: Topic | RedFlag, path: Route) -> Iterator[Problem]:
    if reviewed.review_by <= reviewed.reviewed:
        message = f"{reviewed.review_by} is not after the review of {reviewed.reviewed}"
        yield Problem("review_order", (*path, "review_by"), message, "write when the next review is due")


def _red_flag(flag: RedFlag, path: Route) -> Iterator[Problem]:
    yield from _review(flag, path)
    if not any(flag.sure) and not any(flag.near):
        yield Problem("never_found", (*path, "sure"), "no signs lead to this red flag", "name signs in sure or in near")


def _tips(tips: Iterable[Tip]) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, tip in enumerate(tips):
        if tip.id in seen:
            message = f'another tip has the id "{tip.id}"'
            yield Problem("same_id", ("tips", number, "id"), message, "rename one of the two")
        seen.add(tip.id)
        length = len(tip.text) + len(tip.caution or "")
        if length > LONGEST_TIP:
            message = f"is {length} characters long with its caution, and {LONGEST_TIP} is the most"
            yield Problem("too_long", ("tips", number, "text"), message, "shorten it")


def _shared_ids(draft: Draft) -> Iterator[Problem]:
    """Topics, red flags and acts share one space of names: a reply names any of them by its id alone."""
    owners: dict[str, str] = dict.fromkeys(draft.ids.get("topics", ()), "a topic")
    for kind, what in (("red_flags", "a red flag"), ("acts", "an act")):
        for own_id in sorted(draft.ids.get(kind, ())):
            if own_id in owners:
                message = f'{owners[own_id]} has the same id, "{own_id}"'
                yield Problem("same_id", (kind, own_id), message, "rename one of the two")
            owners[own_id] = what


def _placeholders(draft: Draft) -> Iterator[Problem]:
    used: set[str] = set()
    for path, text, allowed in _spoken(draft):
        yield from _bad_placeholders(path, text, allowed)
        used.update(_PLACEHOLDER.findall(text))
    elsewhere = draft.pack.elsewhere if draft.pack else None
    for name in sorted(NUMBERS & used) if elsewhere else ():
        if getattr(elsewhere, name) is None:
            message = f"{name} is missing, and {{{name}}} stands in a text"
            fix = f"say whom to call where the country is not known: {name}: ..."
            yield Problem("missing_key", ("pack", "elsewhere"), message, fix)


def _spoken(draft: Draft) -> Iterator[tuple[Route, str, frozenset[str]]]:
    """Each text that is shown to people, with its path and the placeholders that are filled in there."""
    for name in ("topics", "red_flags", "acts"):
        for own_id, record in getattr(draft, name).items():
            for path, text in leaves(record, (name, own_id)):
                yield path, text, frozenset() if path[2] in _NOT_FILLED else NUMBERS
    for path, text in leaves(draft.tips, ("tips",)):
        yield path, text, frozenset()
    for path, text in leaves(draft.wording, ("wording",)):
        yield path, text, PLACEHOLDERS.get(str(path[1]), frozenset())


def _bad_placeholders(path: Route, text: str, allowed: frozenset[str]) -> Iterator[Problem]:
    if "{" not in text and "}" not in text:
        return
    for name in _PLACEHOLDER.findall(text):
        if name not in allowed:
            names = ", ".join(f"{{{each}}}" for each in sorted(allowed))
            otherwise = f"only {names} can stand here" if names else "write it without braces"
            yield Problem(
                "placeholder", path, f"{{{name}}} is not filled in here", suggestion(name, allowed, otherwise)
            )
    if set(_PLACEHOLDER.sub("", text)) & {"{", "}"}:
        yield Problem("placeholder", path, "a brace { or } stands alone", "close it, or delete it")


def _wordings(draft: Draft) -> Iterator[Problem]:
    """Wordings that the pattern language cannot read."""
    patterns = [
        *leaves({own_id: {"wordings": sign.wordings} for own_id, sign in draft.signs.items()}, ("signs",)),
        *leaves({own_id: {"wordings": each.wordings} for own_id, each in draft.conditions.items()}, ("conditions",)),
    ]
    for path, wording in patterns:
        try:
            parse(wording, str)
        except ValueError:
            message = f'"{wording}" holds no word to look for'
            yield Problem("wording", path, message, "write at least one word")


def _complete(wording: Wording) -> Iterator[Problem]:
    """Mappings of the wording that lack a text for something the bot can come to say."""
    for name, field in Wording.model_fields.items():
        key, *_ = get_args(field.annotation) or (None,)
        if isinstance(key, type) and issubclass(key, StrEnum):
            for member in key:
                if member not in getattr(wording, name):
                    message = f"{member.value} is missing"
                    yield Problem(
                        "missing_key", ("wording", name), message, f'add a line "{member.value}: ..." under it'
                    )


def _vocabulary(vocabulary: Vocabulary) -> Iterator[Problem]:
    if vocabulary.stemmer not in algorithms():
        message = f'"{vocabulary.stemmer}" is no language whose word forms are known'
        fix = suggestion(vocabulary.stemmer, algorithms(), f"choose one of {', '.join(algorithms())}")
        yield Problem("unknown_value", ("vocabulary", "stemmer"), message, fix)
    table = load_zones()
    zones = [place.zone for place in table.places]
    for zone in vocabulary.places:
        if zone not in zones and table.place(zone) is None:
            message = f'"{zone}" is not a zone of a place'
            fix = suggestion(zone, zones, "write an IANA name such as Europe/Lisbon")
            yield Problem("unknown_id", ("vocabulary", "places", zone), message, fix)
