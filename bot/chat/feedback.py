"""The row of buttons below an answer: was it helpful, and a link to pass it on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from urllib.parse import quote, unquote

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.helpers import create_deep_linked_url

from bot.chat.callbacks import to_callback_data
from bot.core.knowledge import Aspect, KnowledgeBase, Wording
from bot.core.replies import Reply, ReplyKind

_REMEMBERED = 10_000


class Verdict(StrEnum):
    """What somebody thinks of an answer; the values are the first part of a button's data."""

    GOOD = "good"
    BAD = "bad"

    @property
    def tally(self) -> str:
        """What it is counted as."""
        return "helpful" if self is Verdict.GOOD else "unhelpful"

    @property
    def opposite(self) -> Verdict:
        """The other one."""
        return Verdict.BAD if self is Verdict.GOOD else Verdict.GOOD


class Stage(StrEnum):
    """What pressing the button means, after what was pressed before; the values are the last part of its data."""

    FIRST = ""
    CHANGED = "again"
    SAME = "given"


@dataclass(frozen=True, slots=True)
class Vote:
    """A pressed button of the row."""

    verdict: Verdict
    topic: str
    aspect: Aspect
    stage: Stage

    @property
    def before(self) -> Verdict | None:
        """What had been pressed before, as the button itself tells."""
        return {Stage.FIRST: None, Stage.CHANGED: self.verdict.opposite, Stage.SAME: self.verdict}[self.stage]


def to_vote(data: str | None, knowledge: KnowledgeBase) -> Vote | None:
    """The vote that this data of a button is; None where it is none, or not on a topic of this pack."""
    verdict, _, rest = (data or "").partition(":")
    topic, _, rest = rest.partition(":")
    aspect, _, stage = rest.partition(":")
    if verdict not in set(Verdict) or topic not in knowledge.topics or aspect not in set(Aspect):
        return None
    return Vote(Verdict(verdict), topic, Aspect(aspect), Stage(stage)) if stage in set(Stage) else None


def row_below(
    reply: Reply, knowledge: KnowledgeBase, username: str, *, with_votes: bool
) -> tuple[InlineKeyboardButton, ...]:
    """The row below this reply; there is one below answers on a topic."""
    topic = knowledge.topics.get(reply.topics[0]) if reply.topics else None
    if reply.kind is not ReplyKind.ANSWER or topic is None or reply.aspect is None:
        return ()
    wording = knowledge.wording
    share = InlineKeyboardButton(wording.share, share_link(topic.id, knowledge, username))
    return (*_votes(topic.id, reply.aspect, wording, None), share) if with_votes else (share,)


def share_link(topic: str, knowledge: KnowledgeBase, username: str) -> str:
    """The address that lets somebody choose whom to send the topic to."""
    text = knowledge.wording.share_text.format(title=knowledge.topics[topic].title)
    return f"https://t.me/share/url?url={quote(topic_link(topic, username), safe='')}&text={quote(text)}"


def topic_link(topic: str, username: str) -> str:
    """The address that opens this topic in a private chat with the bot."""
    return create_deep_linked_url(username, topic)


def marked(markup: InlineKeyboardMarkup, vote: Vote, wording: Wording) -> InlineKeyboardMarkup:
    """The buttons of a message once this vote was given; all that are none of the row stay as they are."""
    *rows, last = markup.inline_keyboard
    others = [button for button in last if button.url is not None]
    return InlineKeyboardMarkup([*rows, [*_votes(vote.topic, vote.aspect, wording, vote.verdict), *others]])


def subject_of(markup: InlineKeyboardMarkup | None, knowledge: KnowledgeBase) -> tuple[str, Aspect] | None:
    """The topic and the aspect that a message of ours was about, as its buttons tell."""
    votes = (to_vote(str(button.callback_data), knowledge) for button in _buttons(markup))
    voted_on = ((vote.topic, vote.aspect) for vote in votes if vote)
    shared = ((topic, Aspect.OVERVIEW) for button in _buttons(markup) if (topic := _shared(button)) in knowledge.topics)
    return next(chain(voted_on, shared), None)


def _shared(button: InlineKeyboardButton) -> str:
    """The topic that a button passes on; empty where it does no such thing."""
    _, _, topic = unquote(button.url or "").partition("?start=")
    return topic.partition("&")[0]


def _buttons(markup: InlineKeyboardMarkup | None) -> Iterator[InlineKeyboardButton]:
    for row in markup.inline_keyboard if markup else ():
        yield from row


def _votes(topic: str, aspect: Aspect, wording: Wording, given: Verdict | None) -> Iterator[InlineKeyboardButton]:
    for verdict, label in ((Verdict.GOOD, wording.helpful), (Verdict.BAD, wording.unhelpful)):
        stage = Stage.FIRST if given is None else Stage.SAME if verdict is given else Stage.CHANGED
        data = ":".join(filter(None, (verdict, topic, aspect, stage)))
        text = wording.vote_thanks if stage is Stage.SAME else label
        yield InlineKeyboardButton(text, callback_data=to_callback_data(data))


class Votes:
    """The last vote on each answer, so that two quick taps count once. Of many, the oldest are forgotten."""

    def __init__(self) -> None:
        self._given: OrderedDict[tuple[int, int, str, Aspect], Verdict] = OrderedDict()

    def take(self, chat_id: int, message_id: int, vote: Vote) -> dict[str, int]:
        """Note a vote. Returns what it adds to the tallies."""
        answer = (chat_id, message_id, vote.topic, vote.aspect)
        before = self._given.get(answer, vote.before)
        self._given[answer] = vote.verdict
        if len(self._given) > _REMEMBERED:
            self._given.popitem(last=False)
        if before is vote.verdict:
            return {}
        taken_back = {} if before is None else {before.tally: -1}
        return {vote.verdict.tally: 1} | taken_back
