"""Commands: what is typed with a slash before it, and what a link into the chat carries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from bot.core.kept import Kept
from bot.core.knowledge import Aspect, Command, KnowledgeBase

_CHOICES: Mapping[Command, str] = {
    Command.TOPICS: "act:topics",
    Command.TIP: "act:daily_tip",
    Command.SUBSCRIBE: "act:subscribe",
    Command.SETTINGS: "act:settings",
    Command.PAUSE: "act:pause",
    Command.UNSUBSCRIBE: "act:unsubscribe",
    Command.PLAIN: "act:plain",
    Command.HELP: "act:help",
    Command.PRIVACY: "act:privacy",
    Command.MYDATA: "act:my_data",
    Command.FORGET: "act:forget_me",
}
"""What each command chooses; /start is none, since it begins anew."""

_NOT_PLAIN = "act:decorated"
_LINK_TO_TIPS = "tips"
_NEAR = 0.6
"""How alike a misspelt command and a real one must be, 1.0 being the same."""

_TYPED = re.compile(r"/(?P<name>\w{1,64})(?:@(?P<bot>\w+))?(?:\s+(?P<rest>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as it was typed: its name in small letters, the bot it names if any, and what follows it."""

    name: str
    bot: str | None
    rest: str

    @property
    def words(self) -> str:
        """The same without what makes it a command."""
        return f"{self.name.replace('_', ' ')} {self.rest}".strip()

    def is_for(self, username: str) -> bool:
        """Whether it is meant for the bot of this name; one that names nobody is."""
        return self.bot is None or self.bot.casefold() == username.casefold()


def read_command(text: str) -> Typed | None:
    """The command a text begins with, if it does."""
    found = _TYPED.match(text)
    return Typed(found["name"].lower(), found["bot"], (found["rest"] or "").strip()) if found else None


def commands_of(knowledge: KnowledgeBase) -> tuple[Command, ...]:
    """The commands this pack has an answer to."""
    return tuple(
        each for each in Command if each is Command.START or _CHOICES[each].removeprefix("act:") in knowledge.acts
    )


def choice_of_command(name: str, knowledge: KnowledgeBase, kept: Kept) -> str | None:
    """What a command chooses: the name of a topic chooses that topic. None for one that there is not."""
    if name in knowledge.topics:
        return f"ask:{name}:{Aspect.OVERVIEW}"
    known = {each.value: each for each in commands_of(knowledge) if each in _CHOICES}
    if name not in known:
        return None
    return _NOT_PLAIN if known[name] is Command.PLAIN and kept.is_plain else _CHOICES[known[name]]


def choice_of_link(payload: str, knowledge: KnowledgeBase) -> str | None:
    """What is chosen by whoever follows a link that carries this; None where it says nothing to this pack."""
    if payload == _LINK_TO_TIPS and "subscribe" in knowledge.acts:
        return _CHOICES[Command.SUBSCRIBE]
    return f"ask:{payload}:{Aspect.OVERVIEW}" if payload in knowledge.topics else None


def nearest_command(name: str, knowledge: KnowledgeBase) -> Command | None:
    """The command that may have been meant."""
    near = get_close_matches(name, [each.value for each in commands_of(knowledge)], 1, _NEAR)
    return Command(near[0]) if near else None
