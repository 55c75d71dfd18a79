"""What people asked and the pack had no answer to, put together into what an editor can do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import yaml
from rapidfuzz import fuzz

from bot.core.conversation import Conversation, State
from bot.core.knowledge import Aspect
from bot.core.matching import LabelKind
from bot.core.ports import Question

AT_LEAST = 2
"""Different people who must have asked a thing before anybody is shown it."""

_ALIKE = 80.0
"""Least likeness of one question in two wordings, 0 to 100: rapidfuzz's token_sort_ratio of what carries meaning."""

_MOST_TOPICS = 3

_HEAD = """\
# What people asked and the pack had no answer to; behind each stand the people who asked it and the topics nearby.
# Keep what the topic answers, move what another one does, and delete the rest. Then
#   python -m bot knowledge accept {file} --into FOLDER
# writes the pack with these examples into FOLDER, and
#   python -m bot knowledge diff {pack} FOLDER
# shows what it changes. Without --into they are written into the pack itself.
"""
_HOMELESS = "# Near no topic: these may call for one that is not there yet."


@dataclass(frozen=True, slots=True)
class Gap:
    """One question in the wordings of several people, the commonest first. `topics` are those nearest, best first."""

    wordings: tuple[str, ...]
    people: int
    last_asked: date
    topics: tuple[str, ...]
    aspect: Aspect

    @property
    def text(self) -> str:
        """The wording that stands for all."""
        return self.wordings[0]


def find_gaps(questions: Iterable[Question], conversation: Conversation, now: datetime) -> tuple[Gap, ...]:
    """The questions that at least AT_LEAST different people asked, in whatever wording, most people first."""
    clusters: list[list[Question]] = []
    keys: list[str] = []
    for question in sorted(questions, key=lambda each: (-len(each.people), each.text)):
        key = _key(conversation, question.text, now)
        place = next((place for place, other in enumerate(keys) if _are_alike(key, other)), None)
        if place is None:
            keys.append(key)
            clusters.append([question])
        else:
            clusters[place].append(question)
    gaps = [_gap(cluster, conversation, now) for cluster in clusters]
    return tuple(sorted((gap for gap in gaps if gap.people >= AT_LEAST), key=lambda gap: (-gap.people, gap.text)))


def proposal(gaps: Sequence[Gap], file: str, pack: str) -> str:
    """The gaps as YAML that `knowledge accept` reads once an editor has been through it."""
    lines = _HEAD.format(file=file, pack=pack).splitlines()
    by_place: dict[str, dict[Aspect, list[Gap]]] = {}
    for gap in gaps:
        if gap.topics:
            by_place.setdefault(gap.topics[0], {}).setdefault(gap.aspect, []).append(gap)
    for topic, by_aspect in by_place.items():
        lines += ["", f"{topic}:"]
        for aspect, found in by_aspect.items():
            lines += [f"  {aspect}:", *(f"    - {quoted(gap.text)}  # {_remark(gap)}" for gap in found)]
    if homeless := [gap for gap in gaps if not gap.topics]:
        lines += ["", _HOMELESS, *(f"#   - {quoted(gap.text)}  # {_remark(gap)}" for gap in homeless)]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A text as YAML reads it back, on one line."""
    written: str = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10_000)
    return written.strip()


def _key(conversation: Conversation, text: str, now: datetime) -> str:
    """The words of a text that carry meaning, in the form they share with others."""
    reading = conversation.hear(text, State(), now).explanation.reading
    tokens = reading.tokens if reading else ()
    return " ".join(token.stems[0] for token in tokens if not token.is_stop)


def _are_alike(key: str, other: str) -> bool:
    return key == other or fuzz.token_sort_ratio(key, other, score_cutoff=_ALIKE) > 0


def _gap(cluster: Sequence[Question], conversation: Conversation, now: datetime) -> Gap:
    first = cluster[0]
    explanation = conversation.hear(first.text, State(), now).explanation
    topics = [each.label.id for each in explanation.candidates if each.label.kind is LabelKind.TOPIC]
    return Gap(
        wordings=tuple(question.text for question in cluster),
        people=len(frozenset().union(*(question.people for question in cluster))),
        last_asked=max(question.last_asked for question in cluster),
        topics=tuple(topics[:_MOST_TOPICS]),
        aspect=explanation.aspect or Aspect.OVERVIEW,
    )


def _remark(gap: Gap) -> str:
    near = f"; near {', '.join(gap.topics)}" if gap.topics else ""
    others = f"; also: {' / '.join(gap.wordings[1:])}" if len(gap.wordings) > 1 else ""
    return f"{gap.people} people{near}{others}"
