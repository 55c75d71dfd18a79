"""What a pack has to say to a few words, as a list to choose from: for people who look something up for others.

Nothing is asked back and nothing is remembered. What is found goes to others, whose country and conditions nobody
knows: what does not suit whoever searches is left out, and nothing in it tells why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.aspects import AspectFinder
from bot.core.decision import About, Answer, ConfirmRedFlag, Urgent, suspected
from bot.core.knowledge import Aspect, KnowledgeBase, Topic
from bot.core.lexicon import Lexicon, Reading
from bot.core.matching import Candidate, LabelKind, Matcher, leaving_out
from bot.core.replies import Reply, ReplyKind, Role
from bot.core.speaking import Setting, Speaker
from bot.core.text import normalize
from bot.core.triage import Certainty, Findings, Hit, Triage

MOST_FOUND = 8
"""How many answers are listed."""

_LEAST = 0.02
"""The least confidence at which a topic is listed at all."""

_TITLES = (Role.TITLE, Role.QUESTION, Role.LEAD)
_SUMMARIES = (Role.LEAD, Role.POINT, Role.SAFETY)

_SHORTEST_BEGINNING = 3
"""Letters from which on the last word is taken for one that is still being typed."""

_FIRST_ASPECTS = (Aspect.RELIEF, Aspect.CAUSES, Aspect.DANGER)
"""What is listed of a topic before what is related to it; its other aspects come after that."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer in the list. `id` tells it from the others, in at most 64 bytes; `summary` is one line."""

    id: str
    reply: Reply

    @property
    def title(self) -> str:
        """What it is about."""
        return self._first(_TITLES)

    @property
    def summary(self) -> str:
        """What it says, in a sentence or two."""
        return self._first(_SUMMARIES, besides=self.title)

    def _first(self, roles: Sequence[Role], besides: str = "") -> str:
        """The first text in the first of these roles that has one."""
        texts = (each.text for role in roles for each in self.reply.paragraphs if each.role is role)
        return next((text for text in texts if text != besides), "")


class Search:
    """The answers of a pack, ready to be looked up."""

    def __init__(
        self,
        knowledge: KnowledgeBase,
        lexicon: Lexicon,
        triage: Triage,
        matcher: Matcher,
        aspects: AspectFinder,
        speaker: Speaker,
    ) -> None:
        self._knowledge = knowledge
        self._lexicon = lexicon
        self._triage = triage
        self._matcher = matcher
        self._aspects = aspects
        self._speaker = speaker
        titles = (topic.title for topic in knowledge.topics.values())
        self._words = tuple(dict.fromkeys(word for title in titles for word in normalize(title).split()))

    def find(self, text: str, now: datetime, conditions: frozenset[str] = frozenset()) -> tuple[Found, ...]:
        """The answers that fit, best first; the most useful topics where nothing was written yet.

        A danger sign is answered by what to do, alone. Where one is near, what settles it comes first, and each
        answer begins with when to get help.
        """
        setting = Setting(self._knowledge.pack.elsewhere, now, conditions, is_for_others=True)
        reading = self._lexicon.read(text)
        if not reading.tokens:
            return self._said((Answer(each, Aspect.OVERVIEW, 1.0) for each in self._most_useful()), setting)
        findings = self._triage.find(reading)
        if findings.sure:
            return self._said([Urgent(findings.sure)], setting)
        ranked = self._matcher.rank(self._lexicon.read(self._completed(text, reading)))
        candidates = leaving_out(ranked, self._triage.dismissed(findings))
        best = next((self._knowledge.topics.get(each.label.id) for each in candidates), None)
        fitting = self._fitting(candidates, self._aspects.find(reading, best))
        near = findings.near or self._suspected(reading, findings, candidates)
        if near is None:
            return self._said(fitting, setting)
        if near.flag.warm:
            # Its question is one between two, and not for a list.
            return self._said([Urgent((near,))], setting)
        careful, *answers = self._said((ConfirmRedFlag(near), *fitting), setting)
        note = self._knowledge.wording.confirm_careful
        return (
            careful,
            *(Found(each.id, self._speaker.with_note(each.reply, note, setting.country)) for each in answers),
        )

    def _said(self, outcomes: Iterable[_Listed], setting: Setting) -> tuple[Found, ...]:
        """The first answers of these, each once."""
        found: dict[str, Found] = {}
        for outcome in outcomes:
            reply = self._speaker.say(outcome, setting)
            own_id = _id_of(outcome, reply)
            found.setdefault(own_id, Found(own_id, reply))
            if len(found) == MOST_FOUND:
                break
        return tuple(found.values())

    def _completed(self, text: str, reading: Reading) -> str:
        """The text with its last word finished, where that is no word yet but begins one of a topic's title."""
        last = normalize(text).rpartition(" ")[2]
        is_word = reading.tokens[-1].is_known and not reading.tokens[-1].corrections
        if is_word or not text[-1:].isalpha() or len(last) < _SHORTEST_BEGINNING:
            return text
        word = next((word for word in self._words if word.startswith(last)), last)
        return text + word[len(last) :]

    def _most_useful(self) -> tuple[str, ...]:
        """The topics the pack offers by itself, then the others in its order."""
        acts = (self._knowledge.acts[each] for each in ("help", "greeting") if each in self._knowledge.acts)
        offered = [topic for act in acts for topic in act.offers]
        return tuple(dict.fromkeys((*offered, *self._knowledge.topics)))

    def _fitting(self, candidates: Iterable[Candidate], aspect: Aspect) -> Iterator[Answer | About]:
        """What the words may ask for: the best first, what comes near it, what else there is to the best, the rest."""
        ours = [each for each in candidates if each.label.kind in (LabelKind.TOPIC, LabelKind.RED_FLAG)]
        listed = [each for each in ours if each.confidence >= _LEAST]
        near = [each for each in listed if each.confidence >= self._knowledge.fitted.suggest]
        for each in (*listed[:1], *near):
            yield self._outcome(each, aspect)
        if listed and (topic := self._knowledge.topics.get(listed[0].label.id)):
            yield from (self._on(topic, each, listed[0].confidence) for each in _FIRST_ASPECTS if topic.section(each))
            yield from (self._on(self._knowledge.topics[each], aspect, _LEAST) for each in topic.related)
            yield from (self._on(topic, each, listed[0].confidence) for each in topic.aspects)
        for each in listed:
            yield self._outcome(each, aspect)

    def _outcome(self, candidate: Candidate, aspect: Aspect) -> Answer | About:
        own_id, confidence = candidate.label.id, candidate.confidence
        topic = self._knowledge.topics.get(own_id)
        if topic is None:
            return About(own_id, confidence)
        return self._on(topic, aspect, confidence)

    @staticmethod
    def _on(topic: Topic, aspect: Aspect, confidence: float) -> Answer:
        return Answer(topic.id, aspect if topic.section(aspect) else Aspect.OVERVIEW, confidence)

    def _suspected(self, reading: Reading, findings: Findings, candidates: tuple[Candidate, ...]) -> Hit | None:
        """The danger sign that messages like this one are about, though no rule saw it."""
        is_calm = bool(findings.discounted) or self._triage.is_calm(reading)
        suspect = suspected(candidates, self._knowledge.fitted, self._knowledge.red_flags, is_calm=is_calm)
        return Hit(suspect, Certainty.NEAR, ()) if suspect else None


_Listed = Answer | About | Urgent | ConfirmRedFlag


def _id_of(outcome: _Listed, reply: Reply) -> str:
    match outcome:
        case Answer(topic=topic, aspect=aspect):
            return f"{topic}:{aspect}"
        case _:
            return f"{reply.topics[0]}:{ReplyKind(reply.kind)}"
