"""Every id that is mentioned exists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.content.draft import Draft, Problem
from bot.content.faults import suggestion
from bot.content.schema import Route
from bot.core.discounting import CUES
from bot.core.knowledge import Record, Remedy
from bot.core.lexicon import NUMBER

_GROUPS = ("place_groups", "own_groups", "subject_groups", "anchor_groups", "foreign_groups")
KINDS: Mapping[str, tuple[str, str]] = {
    "sources": ("sources", "a source of sources.yaml"),
    "remedy": ("remedies", "a remedy of this pack"),
    "related": ("topics", "a topic or remedy of this pack"),
    "topic": ("topics", "a topic or remedy of this pack"),
    "offers": ("topics", "a topic or remedy of this pack"),
    "acts": ("acts", "an act of acts.yaml"),
    "applies_to": ("conditions", "a condition of conditions.yaml"),
    "not_for": ("conditions", "a condition of conditions.yaml"),
    "sure": ("signs", "a sign of red_flags.yaml"),
    "near": ("signs", "a sign of red_flags.yaml"),
    "raised_by": ("signs", "a sign of red_flags.yaml"),
    "cleared_by": ("signs", "a sign of red_flags.yaml"),
    **dict.fromkeys(_GROUPS, ("groups", "a group of any concept")),
}
"""By key, what its ids name: the kind of id and how that is called."""

_WITH_IDS = ("pack", "topics", "red_flags", "acts", "tips")
_WITH_WORDINGS = ("signs", "conditions", "vocabulary")
_CONCEPT = re.compile(r"<([^<>]*)>")


def dangling(draft: Draft) -> Iterator[Problem]:
    """A problem for each mention of an id that does not exist."""
    known = dict(draft.ids)
    if draft.vocabulary:
        known["groups"] = frozenset(concept.group for concept in draft.vocabulary.concepts.values())
    for path, key, own_id in _all_mentions(draft):
        kind, what = KINDS[key]
        if kind in known and own_id not in known[kind]:
            fix = suggestion(own_id, known[kind], "correct it, or delete it here")
            yield Problem("unknown_id", path, f'"{own_id}" is not {what}', fix)
    yield from _unknown_concepts(draft)


def _all_mentions(draft: Draft) -> Iterator[tuple[Route, str, str]]:
    for name in _WITH_IDS:
        yield from mentions(getattr(draft, name), (name,))
    for key in _GROUPS if draft.vocabulary else ():
        yield from mentions(getattr(draft.vocabulary, key), ("vocabulary", key))


def mentions(value: object, path: Route) -> Iterator[tuple[Route, str, str]]:
    """Each mention of an id within records: its path, the key that asks for it, and the id."""
    for place, text in leaves(value, path):
        key = next(part for part in reversed(place) if isinstance(part, str))
        if key in KINDS:
            yield place, key, text


def leaves(value: object, path: Route) -> Sequence[tuple[Route, str]]:
    """Each text within records, mappings and lists, with its path.

    Two keys of records are left out: `examples`, which are the words of others, and the tips of a remedy, which stand
    among the pack's tips as well.
    """
    found: list[tuple[Route, str]] = []
    _gather(value, path, found)
    return found


def _gather(value: object, path: Route, found: list[tuple[Route, str]]) -> None:
    if isinstance(value, str):
        found.append((path, value))
    elif isinstance(value, Record):
        for name, inner in value:
            if name != "examples" and (name != "tips" or not isinstance(value, Remedy)):
                _gather(inner, (*path, name), found)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            _gather(inner, (*path, number), found)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _gather(inner, (*path, str(key)), found)


def _unknown_concepts(draft: Draft) -> Iterator[Problem]:
    concepts = draft.ids.get("concepts")
    if concepts is None:
        return
    groups = {own.group for own in draft.vocabulary.concepts.values()} if draft.vocabulary else set()
    for name in _WITH_WORDINGS:
        for path, wording in leaves(getattr(draft, name), (name,)):
            allowed = {*concepts, NUMBER, *(groups if _may_ask_for_groups(path) else ())}
            for concept in _CONCEPT.findall(wording):
                if concept not in allowed:
                    fix = suggestion(concept, allowed, "correct it, or add it to the concepts of vocabulary.yaml")
                    yield Problem("unknown_id", path, f'"<{concept}>" is not a concept of vocabulary.yaml', fix)


def _may_ask_for_groups(path: Route) -> bool:
    """Whether a wording is one of those that triage looks for."""
    return path[0] == "signs" or (path[:2] == ("vocabulary", "cues") and path[2] in CUES)
