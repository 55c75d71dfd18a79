"""Wordings that no utterance can match, however it is put: a sign that is written so is never found.

Each wording is put to the bot as the utterance it spells out itself. It is not found there where, for example, one of
its alternatives is a contraction that the bot writes out, it runs over the end of a sentence, or it names a concept
that has no wording.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.content.draft import Problem
from bot.content.references import leaves
from bot.content.schema import Route
from bot.core.knowledge import KnowledgeBase
from bot.core.lexicon import NUMBER, Lexicon
from bot.core.naming import Names
from bot.core.vocabulary import all_texts

_SOME_NUMBER = "2"
_DEEPEST = 5
"""How many concepts may be made of one another."""


def never_found(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """An error for each wording that is not found in the very words it spells out."""
    lexicon = Lexicon(knowledge.vocabulary, all_texts(knowledge), knowledge.ordinary_words)
    names = Names(knowledge.vocabulary.concepts)
    groups = {own.group: own.wordings for own in knowledge.vocabulary.concepts.values()}
    concepts = groups | {name: own.wordings for name, own in knowledge.vocabulary.concepts.items()}
    for path, wording in _wordings(knowledge):
        for variant in _variants(wording):
            text = _spelt_out(variant, concepts)
            if text is None or not _is_found(lexicon, names, wording, text):
                message = f'"{wording}" is never found, not even in "{text or variant}"'
                fix = "write alternatives as single plain words, and no full stop between words"
                yield Problem("wording_never_found", path, message, fix)
                break


def _wordings(knowledge: KnowledgeBase) -> Iterator[tuple[Route, str]]:
    """Every wording of a pack in the pattern language, with its path."""
    vocabulary = knowledge.vocabulary
    for name, sign in knowledge.signs.items():
        yield from leaves(sign.wordings, ("signs", name, "wordings"))
    for name, condition in knowledge.conditions.items():
        yield from leaves(condition.wordings, ("conditions", name, "wordings"))
    for name, concept in vocabulary.concepts.items():
        yield from leaves(concept.wordings, ("vocabulary", "concepts", name, "wordings"))
    yield from leaves(vocabulary.aspects, ("vocabulary", "aspects"))
    yield from leaves(vocabulary.cues, ("vocabulary", "cues"))


def _variants(wording: str) -> Iterator[str]:
    """The wording with each of its alternatives once: `a/b c/d` gives `a c` and `b d`."""
    pieces = [piece.split("/") for piece in wording.replace("+", " + ").split()]
    for number in range(max(map(len, pieces), default=0)):
        yield " ".join(piece[min(number, len(piece) - 1)] for piece in pieces)


def _spelt_out(wording: str, concepts: Mapping[str, tuple[str, ...]], depth: int = 0) -> str | None:
    """A text that the wording describes; None where a concept in it has no words of its own."""
    words: list[str] = []
    for piece in wording.split():
        if not piece.startswith("<"):
            words += [] if piece in {"+", "..."} else [piece]
            continue
        said = _named(piece[1:-1], concepts, depth)
        if said is None:
            return None
        words.append(said)
    return " ".join(words)


def _named(concept: str, concepts: Mapping[str, tuple[str, ...]], depth: int) -> str | None:
    if concept == NUMBER:
        return _SOME_NUMBER
    if depth == _DEEPEST:
        return None
    spelt = (_spelt_out(next(_variants(each)), concepts, depth + 1) for each in concepts.get(concept, ()))
    return next((text for text in spelt if text), None)


def _is_found(lexicon: Lexicon, names: Names, wording: str, text: str) -> bool:
    reading = lexicon.read(text)
    return bool(lexicon.index({"": (wording,)}).find(reading.sighting, names.known(reading)))
