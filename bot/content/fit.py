"""`knowledge fit`: learn from a pack's cases how its examples are best weighed, and write fitted.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from textwrap import wrap

from bot.content.cases import Cases
from bot.core.aspects import AspectFinder
from bot.core.features import MEANINGS
from bot.core.fitting import Band, Question, Truth, fit, is_answered, reliability
from bot.core.followups import FollowUps
from bot.core.knowledge import Fitted, KnowledgeBase
from bot.core.leanings import learn
from bot.core.lexicon import Lexicon, Reading
from bot.core.matching import Contender, LabelKind, Matcher, lessons
from bot.core.triage import Triage
from bot.core.vocabulary import all_texts

_WIDTH = 120
"""Columns of a line of fitted.yaml."""


@dataclass(frozen=True, slots=True)
class FitReport:
    """What was fitted, and how it does on cases it was not fitted on (five-fold cross-validation)."""

    fitted: Fitted
    in_scope: int
    answered_right: int
    answered_wrong: int
    out_of_scope: int
    out_of_scope_answered: int
    reliability: tuple[Band, ...]
    aspects_right: float | None

    def lines(self) -> tuple[str, ...]:
        """As lines a person can read."""
        right, wrong = _share(self.answered_right, self.in_scope), _share(self.answered_wrong, self.in_scope)
        strays = _share(self.out_of_scope_answered, self.out_of_scope)
        return (
            f"in scope: {self.in_scope} cases, {right} answered right, {wrong} answered wrong",
            f"out of scope: {self.out_of_scope} cases, {strays} answered",
            "what is asked: "
            + ("too few cases" if self.aspects_right is None else f"{self.aspects_right:.1%} right, the topic known"),
            "confidence said / answers right / answers:",
            *(f"  {band.confidence:.2f}  {band.right / band.answers:.2f}  {band.answers}" for band in self.reliability),
        )


def fit_pack(knowledge: KnowledgeBase, cases: Cases) -> FitReport:
    """Fit a pack to its own cases. Raises ValueError where it has none. The same pack gives the same numbers."""
    lexicon = Lexicon(knowledge.vocabulary, all_texts(knowledge), knowledge.ordinary_words)
    leanings = learn(tuple(lessons(knowledge, lexicon)))
    fitted = knowledge.fitted.model_copy(update={"leanings": leanings})
    asker = _Asker(knowledge.model_copy(update={"fitted": fitted}), lexicon)
    warm = frozenset(flag.id for flag in knowledge.red_flags.values() if flag.warm)
    learnt = fit(tuple(asker.questions(cases)), tuple(asker.of_aspects(cases)), warm)
    ours = [each for each in learnt.judgements if each.question.truth is Truth.OURS]
    elsewhere = [each for each in learnt.judgements if each.question.truth is Truth.ELSEWHERE]
    answered = [each for each in ours if is_answered(each, learnt.fitted)]
    right = sum(each.is_right for each in answered)
    fitted = learnt.fitted.model_copy(update={"leanings": leanings})
    if not fitted.aspect_weights:
        # How people ask is much the same on any subject: what another pack of the language learnt is worth keeping.
        fitted = fitted.model_copy(update={"aspect_weights": knowledge.fitted.aspect_weights})
    return FitReport(
        fitted,
        len(ours),
        right,
        len(answered) - right,
        len(elsewhere),
        sum(is_answered(each, learnt.fitted) for each in elsewhere),
        reliability(learnt),
        learnt.aspects_right,
    )


def fitted_yaml(fitted: Fitted) -> str:
    """The text of fitted.yaml, each number with what it means."""
    return "\n".join(
        (
            "# Written by `python -m bot knowledge fit`; run it again after changing examples, vocabulary or cases.",
            "# How much each feature speaks for a label. What a feature measures stands beside it.",
            "weights:",
            *_weights(fitted.weights),
            "# The same, to tell danger signs from all else.",
            "danger_weights:",
            *_weights(fitted.danger_weights),
            "",
            "# The least confidence, all danger signs together, at which the question about one is asked.",
            f"ask: {_number(fitted.ask)}",
            "# The same for the warm ones alone, whose question is asked of calm messages too.",
            f"ask_warm: {_number(fitted.ask_warm)}",
            "# The least confidence, all topics together, at which a text is taken to be about the subject.",
            f"scope: {_number(fitted.scope)}",
            "# The least confidence of the topic that is answered, and its least lead over the runner-up.",
            f"answer: {_number(fitted.answer)}",
            f"margin: {_number(fitted.margin)}",
            "# The least confidence at which a topic is named as near.",
            f"suggest: {_number(fitted.suggest)}",
            "# What the thresholds were set to keep to, on cases that were held out.",
            f"wrong_answer_rate: {_number(fitted.wrong_answer_rate)}",
            f"out_of_scope_rate: {_number(fitted.out_of_scope_rate)}",
            f"needless_question_rate: {_number(fitted.needless_question_rate)}",
            "",
            "# How much each feature speaks for an aspect (bot/core/aspects.py says what they are).",
            "aspect_weights:",
            *(f"  {name}: {_number(weight)}" for name, weight in fitted.aspect_weights.items()),
            "",
            "# Which <concepts> and word stems speak for a label (above 0) or against it, strongest first.",
            "# They are weighed together by `leaning`.",
            "leanings:",
            *_leanings(fitted.leanings),
            "",
        )
    )


def _weights(weights: Mapping[str, float]) -> list[str]:
    return [f"  {name}: {_number(weights[name])}  # {MEANINGS[name]}" for name in MEANINGS if name in weights]


def _leanings(leanings: Mapping[str, str]) -> Iterator[str]:
    for label, written in leanings.items():
        yield f"  {label}: >-"
        yield from wrap(written, _WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)


class _Asker:
    """Makes questions of the cases. Those known to go wrong, and texts in another language, teach nothing here."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._matcher = Matcher(knowledge, self._lexicon)
        self._languages = FollowUps(knowledge, self._lexicon)
        self._triage = Triage(knowledge, self._lexicon)
        self._aspects = AspectFinder(knowledge, self._lexicon)
        self._topics = knowledge.topics

    def questions(self, cases: Cases) -> Iterator[Question]:
        yield from self._of_topics(cases)
        yield from self._of_acts(cases)
        yield from self._of_elsewhere(cases)
        yield from self._of_danger(cases)

    def of_aspects(self, cases: Cases) -> Iterator[Question]:
        """What is asked of a topic that is known, with the aspects as contenders."""
        for topic, group in cases.topics.items():
            for case in group:
                if case.aspect is not None:
                    features = self._aspects.features(self._lexicon.read(case.text), self._topics[topic])
                    contenders = tuple(Contender(None, found) for found in features.values())
                    right = tuple(aspect is case.aspect for aspect in features)
                    yield Question(case.text, Truth.OURS, contenders, right)

    def _of_topics(self, cases: Cases) -> Iterator[Question]:
        for topic, group in cases.topics.items():
            for case in group:
                if case.expected_miss is None:
                    yield self._question(self._lexicon.read(case.text), Truth.OURS, frozenset({topic, *case.also}))

    def _of_acts(self, cases: Cases) -> Iterator[Question]:
        for act, texts in cases.acts.items():
            for text in texts:
                yield self._question(self._lexicon.read(text), Truth.ACT, frozenset({act}))

    def _of_elsewhere(self, cases: Cases) -> Iterator[Question]:
        for texts in cases.out_of_scope.values():
            for reading in map(self._lexicon.read, texts):
                if self._languages.language(reading) is None:
                    yield self._question(reading, Truth.ELSEWHERE, frozenset())

    def _of_danger(self, cases: Cases) -> Iterator[Question]:
        """The rules come first in use; what is learnt here is when to ask although no rule saw anything."""
        for flag, chats in cases.red_flags.items():
            for turns in (chat.turns for chat in chats.must):
                yield self._question(self._lexicon.read(". ".join(turns)), Truth.DANGER, frozenset({flag}))
            for turns in (chat.turns for chat in chats.must_not):
                reading = self._lexicon.read(". ".join(turns))
                if not self._triage.is_calm(reading):
                    yield self._question(reading, Truth.HARMLESS, frozenset())

    def _question(self, reading: Reading, truth: Truth, accepted: frozenset[str]) -> Question:
        contenders = self._matcher.contenders(reading)
        return Question(reading.text, truth, contenders, tuple(_is_right(each, truth, accepted) for each in contenders))


def _is_right(contender: Contender, truth: Truth, accepted: frozenset[str]) -> bool:
    if truth is Truth.HARMLESS:
        return contender.label is None or contender.label.kind is not LabelKind.RED_FLAG
    if truth is Truth.ELSEWHERE:
        return contender.label is None or contender.label.kind is LabelKind.ELSEWHERE
    return contender.label is not None and contender.label.id in accepted


def _share(count: int, total: int) -> str:
    return f"{count / total:.1%}" if total else "none"


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
