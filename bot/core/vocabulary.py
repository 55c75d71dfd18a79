"""Every text of a pack that teaches the bot words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.knowledge import KnowledgeBase

_PATTERN_SIGNS = re.compile(r"<[^>]*>|\.\.\.|[+/]")


def all_texts(knowledge: KnowledgeBase) -> Iterator[str]:
    """Titles, examples and wordings, as plain words. What stands here is a word of the pack; the rest is not."""
    for topic in knowledge.topics.values():
        yield topic.title
        for examples in topic.examples.values():
            yield from examples
    for flag in knowledge.red_flags.values():
        yield from flag.examples
    for act in knowledge.acts.values():
        yield from act.examples
    for wording in all_wordings(knowledge):
        yield _PATTERN_SIGNS.sub(" ", wording)


def all_wordings(knowledge: KnowledgeBase) -> Iterator[str]:
    """Every wording of the pack in the pattern language."""
    vocabulary = knowledge.vocabulary
    for concept in vocabulary.concepts.values():
        yield from concept.wordings
    for wordings in vocabulary.aspects.values():
        yield from wordings
    for _, cues in vocabulary.cues:
        yield from cues
    for sign in knowledge.signs.values():
        yield from sign.wordings
        yield from sign.unless
    for condition in knowledge.conditions.values():
        yield from condition.wordings
