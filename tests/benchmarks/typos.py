"""Typo twins: the same question as somebody types it who is in a hurry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from bot.content.examination import Trial

SEED = 20261123
SHORTEST = 5
"""Letters from which on a word gets a typo."""

_WORD = re.compile(rf"[A-Za-z]{{{SHORTEST},}}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def twin(trial: Trial) -> Trial:
    """The same trial with one typo in each longer word. The same text always gets the same typos."""
    return replace(trial, turns=tuple(mistyped(text) for text in trial.turns))


def twins(trials: Sequence[Trial]) -> tuple[Trial, ...]:
    """The twin of each trial, in their order."""
    return tuple(twin(trial) for trial in trials)


def mistyped(text: str) -> str:
    """A text with one letter dropped, doubled, swapped or mistaken in each word of five letters or more."""
    chance = Random(f"{SEED} {text}")
    return _WORD.sub(lambda word: _slip(word.group(), chance), text)


def _slip(word: str, chance: Random) -> str:
    """A word with one typo, never in its first letter, which people get right."""
    place = chance.randrange(1, len(word))
    match chance.randrange(4):
        case 0:
            return word[:place] + word[place + 1 :]
        case 1:
            return word[:place] + word[place] + word[place:]
        case 2 if word[place] != word[place - 1] and place > 1:
            return word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]
        case _:
            return word[:place] + _neighbour(word[place], chance) + word[place + 1 :]


def _neighbour(letter: str, chance: Random) -> str:
    """A letter whose key lies beside this letter's."""
    for number, row in enumerate(_ROWS):
        place = row.find(letter.lower())
        if place >= 0:
            around = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
            near = (other for other in _ROWS[max(number - 1, 0) : number + 2] if other != row)
            around += "".join(other[place : place + 1] for other in near)
            return chance.choice(around)
    return letter
