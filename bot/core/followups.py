"""Messages that only make sense after another one."""

from __future__ import annotations

from bot.core.knowledge import KnowledgeBase
from bot.core.lexicon import Lexicon, Reading, Token
from bot.core.text import fold
from bot.core.wordings import Span

_SHORT = 8
"""Words up to which a message without a subject of its own can go on from the last."""

_MODERATE = 14
"""Words up to which a message that names one can."""

_VERDICTS = {"affirm": True, "deny": False}

_MOST_UNCLEAR = 1
"""Words of such a message that may be strange."""

_FOREIGN_SHARE = 0.5
_FOREIGN_WORDS = 2


class FollowUps:
    """Tells whether a message goes on from the topic spoken of."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon) -> None:
        vocabulary = knowledge.vocabulary
        cues = vocabulary.cues
        self._cues = lexicon.index(
            {
                "affirm": cues.affirm,
                "deny": cues.deny,
                "reference": cues.reference,
                "follow_up": cues.follow_up,
                **{f"aspect_{aspect}": wordings for aspect, wordings in vocabulary.aspects.items()},
            }
        )
        self._anchors = frozenset(
            name for name, each in vocabulary.concepts.items() if each.group in vocabulary.anchor_groups
        )
        self._subjects = frozenset(
            name for name, each in vocabulary.concepts.items() if each.group in vocabulary.subject_groups
        )
        self._foreign = frozenset(
            name for name, each in vocabulary.concepts.items() if each.group in vocabulary.foreign_groups
        )
        self._languages = {code: frozenset(map(fold, each.words)) for code, each in vocabulary.languages.items()}

    def verdict(self, reading: Reading) -> bool | None:
        """True for a plain yes, False for a plain no, None for anything else ("not sure", "no, it is worse")."""
        spans = [span for span in self._cues.find(reading.sighting, reading.concepts) if span.name in _VERDICTS]
        said = {place for span in spans for place in range(span.start, span.end)}
        if any(place not in said and not token.is_stop for place, token in enumerate(reading.tokens)):
            return None
        names = {span.name for span in spans if not any(_holds(other, span) for other in spans)}
        return _VERDICTS[names.pop()] if len(names) == 1 else None

    def is_bare(self, reading: Reading, *, could_be_act: bool = False) -> bool:
        """Whether a message asks something without naming any subject ("why?", "how much?", "is it serious?").

        One that reads like an act ("ok, bye then") is bare only where it asks for an aspect in so many words.
        """
        if not reading.tokens or len(reading.tokens) > _SHORT or reading.concept_names & self._anchors:
            return False
        if not all(map(_is_clear, reading.tokens)):
            return False
        found = {span.name for span in self._cues.find(reading.sighting, reading.concepts)} - {"affirm", "deny"}
        return bool(found - {"follow_up", "reference"} if could_be_act else found)

    def goes_on(self, reading: Reading) -> bool:
        """Whether a message may go on from the topic spoken of ("and socks?", "will it help at night?").

        It is not long, nearly every word of it is known, nothing in it is foreign, and it names something or points
        back.
        """
        names = reading.concept_names
        if len(reading.tokens) > _MODERATE or names & self._foreign:
            return False
        if sum(not _is_clear(token) for token in reading.tokens) > _MOST_UNCLEAR:
            return False
        found = {span.name for span in self._cues.find(reading.sighting, reading.concepts)}
        return bool(names & self._anchors or found & {"follow_up", "reference"})

    def names_something(self, reading: Reading) -> bool:
        """Whether a message names anything of the pack: a subject, or circumstances."""
        return bool(reading.concept_names & self._anchors)

    def leans_on_topic(self, reading: Reading) -> bool:
        """Whether a message that goes on names no subject of its own, and so means the topic spoken of."""
        return not reading.concept_names & self._subjects

    def language(self, reading: Reading) -> str | None:
        """The language a message is written in, where it is plainly not the pack's own."""
        said = [token.text for token in reading.tokens]
        best, count = None, 0
        for code, known in self._languages.items():
            here = sum(word in known for word in said)
            if here > count:
                best, count = code, here
        unknown = sum(not token.is_known for token in reading.tokens)
        return best if count >= _FOREIGN_WORDS and count >= _FOREIGN_SHARE * len(said) and unknown else None


def _holds(longer: Span, span: Span) -> bool:
    return longer.start <= span.start and span.end <= longer.end and longer.end - longer.start > span.end - span.start


def _is_clear(token: Token) -> bool:
    """Whether a word is one of the pack's, or a number."""
    return token.is_known or token.text.isdecimal()
