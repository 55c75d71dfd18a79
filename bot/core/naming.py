"""What a wording of a danger sign may ask for by name: concepts, whole groups of concepts, and numbers."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.knowledge import Concept
from bot.core.lexicon import NUMBER, Reading
from bot.core.wordings import Span


class Names:
    """The names of a vocabulary. A group that has the name of a concept cannot be asked for: the concept is meant."""

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        self._groups = {name: own.group for name, own in concepts.items() if own.group not in concepts}

    def known(self, reading: Reading) -> tuple[Span, ...]:
        """Where each name stands in a reading."""
        groups = [Span(self._groups[name], start, end) for name, start, end in reading.concepts if name in self._groups]
        places = enumerate(reading.tokens)
        numbers = [Span(NUMBER, place, place + 1) for place, token in places if token.text.isdecimal()]
        return (*reading.concepts, *groups, *numbers)
