"""The same pack many times its size, to see what size does to the time of a turn.

Every topic is copied; a copy has an id of its own and, at the end of each example, a made-up word that no other copy
has. So the copies share all their other words: harder on a method than a pack that is as large in earnest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core.knowledge import KnowledgeBase, Topic
from bot.core.matching import Label, LabelKind
from tests.benchmarks.examples import Examples, arranged

_CONSONANTS = "bdfgklmnprstvz"
_VOWELS = "aeiou"


def grown_knowledge(knowledge: KnowledgeBase, factor: int) -> KnowledgeBase:
    """A pack with `factor` times the topics."""
    copies = [_copy(topic, number) for number in range(1, factor) for topic in knowledge.topics.values()]
    return knowledge.model_copy(update={"topics": {**knowledge.topics, **{copy.id: copy for copy in copies}}})


def grown_examples(examples: Examples, factor: int) -> Examples:
    """The examples of the same pack, those of the copies last."""
    ends = (*examples.starts[1:], len(examples.texts))
    groups = [
        (label, examples.texts[start:end])
        for label, start, end in zip(examples.labels, examples.starts, ends, strict=True)
    ]
    copies = [
        (replace(label, id=_own_id(label.id, number)), _marked(texts, number))
        for number in range(1, factor)
        for label, texts in groups
        if label.kind is LabelKind.TOPIC
    ]
    both: Sequence[tuple[Label, Sequence[str]]] = [*groups, *copies]
    return arranged(both, authored=len(examples.texts))


def made_up_word(number: int) -> str:
    """A word that no language has; another one for each number."""
    return "".join(_syllables(number)) + "x"


def _syllables(number: int) -> Iterator[str]:
    kinds = len(_CONSONANTS) * len(_VOWELS)
    for place in range(3):
        syllable = number // kinds**place % kinds
        yield _CONSONANTS[syllable // len(_VOWELS)] + _VOWELS[syllable % len(_VOWELS)]


def _copy(topic: Topic, number: int) -> Topic:
    examples = {aspect: _marked(texts, number) for aspect, texts in topic.examples.items()}
    return topic.model_copy(update={"id": _own_id(topic.id, number), "examples": examples})


def _own_id(original: str, number: int) -> str:
    return f"{original}_{number}"


def _marked(texts: Sequence[str], number: int) -> tuple[str, ...]:
    word = made_up_word(number)
    return tuple(f"{text} {word}" for text in texts)
