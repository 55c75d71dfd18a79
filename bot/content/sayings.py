"""Every reply a pack can give by itself: each topic asked for each of its aspects, each red flag, each act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.content.draft import Problem
from bot.content.faults import Severity
from bot.content.schema import Route
from bot.core.composing import LENGTH, Composer
from bot.core.knowledge import KnowledgeBase, RedFlag
from bot.core.replies import Reply, Role


@dataclass(frozen=True, slots=True)
class Saying:
    """A reply as it is first given, and the same with every point it has.

    `name` is what editors call it by: `<topic>.<aspect>`, `<red flag>.urgent`, `.question` and `.about`, `<act>.reply`.
    """

    name: str
    path: Route
    first: Reply
    whole: Reply

    @property
    def waiting(self) -> int:
        """How many points are only shown after a tap."""
        return _points(self.whole) - _points(self.first)


def sayings(knowledge: KnowledgeBase, today: date) -> Iterator[Saying]:
    """Every reply a pack can give, as somebody gets it whose country is not known."""
    composer, country = Composer(knowledge), knowledge.pack.elsewhere
    for topic in knowledge.topics.values():
        for aspect in topic.aspects:
            first, whole = (
                composer.answer(topic, aspect, 1.0, country, today, full=is_whole) for is_whole in (False, True)
            )
            yield Saying(f"{topic.id}.{aspect.value}", ("topics", topic.id, aspect.value), first, whole)
    for flag in knowledge.red_flags.values():
        yield from _of_red_flag(composer, flag, knowledge)
    for act in knowledge.acts.values():
        yield _unchanging(f"{act.id}.reply", ("acts", act.id, "reply"), composer.act(act, 1.0, country))


def too_long(said: Iterator[Saying] | tuple[Saying, ...]) -> Iterator[Problem]:
    """A problem for each answer that does not show all its points at once for its length."""
    for saying in said:
        if saying.path[0] != "topics":
            continue
        if len(saying.first.text) > LENGTH:
            message = f"the reply has {len(saying.first.text)} characters without the points that could wait"
            yield _warning(saying, f"{message}, and {LENGTH} is the most", "shorten its texts")
        elif len(saying.whole.text) > LENGTH and saying.waiting:
            message = f"the whole reply has {len(saying.whole.text)} characters, and {LENGTH} is the most at once"
            yield _warning(saying, f"{message}, so that {_counted(saying)} behind a button", "shorten its points")


def _of_red_flag(composer: Composer, flag: RedFlag, knowledge: KnowledgeBase) -> Iterator[Saying]:
    country, path = knowledge.pack.elsewhere, ("red_flags", flag.id)
    yield _unchanging(f"{flag.id}.urgent", path, composer.urgent([flag], country))
    yield _unchanging(f"{flag.id}.about", (*path, "about"), composer.about(flag, 1.0, country))
    yield _unchanging(f"{flag.id}.question", (*path, "question"), composer.confirm(flag, country))


def _unchanging(name: str, path: Route, reply: Reply) -> Saying:
    return Saying(name, path, reply, reply)


def _points(reply: Reply) -> int:
    return sum(paragraph.role is Role.POINT for paragraph in reply.paragraphs)


def _counted(saying: Saying) -> str:
    return "1 point waits" if saying.waiting == 1 else f"{saying.waiting} points wait"


def _warning(saying: Saying, message: str, fix: str) -> Problem:
    return Problem("reply_too_long", saying.path, message, fix, Severity.WARNING)
