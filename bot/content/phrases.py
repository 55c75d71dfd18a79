"""What is wrong with the examples of a pack, told by hearing each of them as if somebody had said it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.content.draft import Problem
from bot.content.examination import ALARMS
from bot.content.examples import ELSEWHERE, Example
from bot.content.faults import Severity
from bot.core.conversation import Conversation, State
from bot.core.matching import LabelKind
from bot.core.text import normalize


@dataclass(frozen=True, slots=True)
class Heard:
    """An example as the bot understands it: the stems of its words, the label that wins, the red flags it raises.

    What lies elsewhere is one label, of whatever kind it is.
    """

    example: Example
    stems: frozenset[str]
    winner: str | None
    alarms: tuple[str, ...]


def hear(conversation: Conversation, said: Iterable[Example], now: datetime) -> Iterator[Heard]:
    """What a conversation makes of each example, said first in a chat."""
    for example in said:
        turn = conversation.hear(example.text, State(), now)
        reading, candidates = turn.explanation.reading, turn.explanation.candidates
        stems = frozenset(stem for token in reading.tokens for stem in token.stems[:1]) if reading else frozenset()
        best = candidates[0].label if candidates else None
        winner = (ELSEWHERE if best.kind is LabelKind.ELSEWHERE else best.id) if best else None
        alarms = turn.reply.topics if turn.reply.kind in ALARMS else ()
        yield Heard(example, stems, winner, alarms)


def wrongly_placed(heard: Iterable[Heard]) -> Iterator[Problem]:
    """Examples that the bot would not answer with what they are examples of."""
    for each in heard:
        own, text = each.example.label, each.example.text
        if each.alarms and own not in (ELSEWHERE, *each.alarms):
            message = f'"{text}" raises the red flag {each.alarms[0]} and is not answered'
            fix = "reword it, or narrow the signs of the red flag"
            yield Problem("example_alarms", each.example.path, message, fix, Severity.WARNING)
        elif each.winner is not None and each.winner != own:
            message = f'"{text}" is heard as {each.winner}, though it was learnt for {own}'
            fix = f"reword it, move it to {each.winner}, or give {own} more examples like it"
            yield Problem("example_lost", each.example.path, message, fix, Severity.WARNING)


def repeated(heard: Iterable[Heard]) -> Iterator[Problem]:
    """Examples without a word to learn from, and examples that say the same as one before."""
    by_words: dict[str, Example] = {}
    by_stems: dict[frozenset[str], Example] = {}
    for each in heard:
        example, key = each.example, normalize(each.example.text)
        if not key:
            message = f'"{example.text}" holds no word to learn from'
            yield Problem("no_word", example.path, message, "delete it", Severity.WARNING)
            continue
        twin = by_words.setdefault(key, example)
        cousin = by_stems.setdefault(each.stems, example)
        if twin is not example:
            message = f'"{example.text}" is already an example of {twin.label}'
            yield Problem("example_twice", example.path, message, "keep it where it belongs more")
        elif cousin is not example:
            message = f'"{example.text}" has the same words as "{cousin.text}" of {cousin.label}'
            fix = "delete one of the two, or word it differently"
            yield Problem("example_same_words", example.path, message, fix, Severity.WARNING)
