"""A conversation of few words, for tests of how messages travel and not of what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.conversation import Conversation, State, Turn
from bot.core.explanation import Explanation
from bot.core.knowledge import Act, Command, KnowledgeBase, NotText, OperatorText, Pack, Wording
from bot.core.replies import Choice, Paragraph, Reply, ReplyKind, Role
from bot.errors import UnknownChoiceError

FAILURE = "Something went wrong here. Please ask again."
NOT_KEPT = "I could not save that."
NOT_TEXT = "I can only read words."
STALE_CHOICE = "That button has expired."

CRASH = "crash"
"""What to say to an Echo to have it raise an error that quotes it."""


_NO_EXPLANATION = Explanation.__new__(Explanation)  # nobody asks an echo for its reasons


@dataclass(frozen=True, slots=True)
class Counted(State):
    """How many turns a chat has had."""

    turns: int = 0


@dataclass(frozen=True)
class Echo(Conversation):
    """Says what it hears, after the number of the turn in its chat, and offers to say the same louder.

    What is in `scripted` is answered as written there instead.
    """

    scripted: Mapping[str, Reply] = field(default_factory=dict)
    knowledge: KnowledgeBase = field(
        default=KnowledgeBase.model_construct(
            pack=Pack.model_construct(
                language="en", description="Says what it hears. " * 30, short_description="An echo."
            ),
            acts={"help": Act.model_construct(title="Help")},
            topics={},
            wording=Wording.model_construct(
                failure=FAILURE,
                not_kept=NOT_KEPT,
                not_text=dict.fromkeys(NotText, NOT_TEXT),
                stale_choice=STALE_CHOICE,
                commands=dict.fromkeys(Command, "Help"),
                operator=dict.fromkeys(OperatorText, "{error} at {place}"),
            ),
        )
    )

    def start(self) -> Reply:
        """A greeting."""
        return say("Hello.", Choice("say:loud", "Louder"))

    def hear(self, text: str, state: State, _: datetime) -> Turn:
        """The text again, with the number of the turn."""
        if text == CRASH:
            raise RuntimeError(f"somebody wrote: {text}")
        return self._echo(self.scripted.get(text), text, state)

    def is_plainly_about_tips(self, _: str, __: State) -> bool:
        """It knows no tips."""
        return False

    def choose(self, choice_id: str, state: State, _: datetime) -> Turn:
        """What the choice says; `act:help` is one too."""
        kind, __, word = choice_id.partition(":")
        if word == CRASH:
            raise RuntimeError(f"somebody chose: {word}")
        if kind not in ("say", "act"):
            raise UnknownChoiceError(f"There is no choice {choice_id!r}.")
        return self._echo(self.scripted.get(choice_id), word, state)

    def _echo(self, reply: Reply | None, text: str, state: State) -> Turn:
        number = state.turns + 1 if isinstance(state, Counted) else 1
        echo = say(f"{number}: {text}", Choice("say:loud", "Louder"), Choice("say:quiet", "Quieter"))
        return Turn(reply or echo, Counted(turns=number, kept=state.kept), _NO_EXPLANATION)


def say(text: str, *choices: Choice) -> Reply:
    """A reply of one sentence."""
    return Reply(ReplyKind.ANSWER, (Paragraph(Role.LEAD, text),), choices=choices)
