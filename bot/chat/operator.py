"""The commands of those who run the bot: how it is used, what it lacks, and the knowledge read anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from telegram import Update

from bot.chat.aliases import ChatContext
from bot.chat.chart import Labels, chart
from bot.chat.languages import language_of
from bot.chat.sender import Sender
from bot.core.conversation import Conversation
from bot.core.gaps import Gap, find_gaps
from bot.core.knowledge import KnowledgeBase, OperatorText
from bot.core.languages import Conversations
from bot.core.ports import DeliveryStatus, Store
from bot.core.replies import ReplyKind
from bot.core.statistics import Statistics, statistics

COMMANDS = ("stats", "gaps", "reload")

_DAYS = 30
_MOST_TOPICS = 10
_MOST_GAPS = 20
_FIGURES = (
    OperatorText.DAYS,
    OperatorText.PEOPLE,
    OperatorText.SUBSCRIBERS,
    OperatorText.ANSWERS,
    OperatorText.RATE,
    OperatorText.OUT_OF_SCOPE,
    OperatorText.URGENT,
    OperatorText.TIPS,
)
_NOT_ARRIVED = (DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Tips:
    """What became of the tips of some days, and how many people get them."""

    subscribers: int
    sent: int
    not_arrived: int


class Operator:
    """Answers them. `reload` takes what is on disk into service, and tells whether it was taken."""

    def __init__(
        self,
        conversations: Conversations,
        sender: Sender,
        store: Store,
        reload: Callable[[], Awaitable[bool]],
        now: Callable[[], datetime],
    ) -> None:
        self._conversations = conversations
        self._sender = sender
        self._store = store
        self._reload = reload
        self._now = now

    async def on_stats(self, update: Update, _: ChatContext) -> None:
        """Say how much the bot was used in the last thirty days, with a picture of them."""
        chat, knowledge = update.effective_chat, self._conversation(update).knowledge
        if chat is None:
            return
        today = self._now().date()
        first = today - timedelta(days=_DAYS - 1)
        found = statistics(await self._store.counts(first), first, today)
        texts = knowledge.wording.operator
        labels = Labels(texts[OperatorText.ANSWERED], texts[OperatorText.UNANSWERED])
        summary = _summary(found, await self._tips(first), knowledge)
        await self._sender.show(chat.id, chart(found.days, labels), summary)

    async def on_gaps(self, update: Update, _: ChatContext) -> None:
        """Say what several people asked and the pack had no answer to."""
        chat, conversation = update.effective_chat, self._conversation(update)
        if chat is not None:
            gaps = find_gaps(await self._store.questions(), conversation, self._now())
            await self._sender.tell(chat.id, _listed(gaps[:_MOST_GAPS], conversation.knowledge))

    async def on_reload(self, update: Update, _: ChatContext) -> None:
        """Take the packs on disk into service, unchanged or not."""
        chat = update.effective_chat
        if chat is not None:
            said = OperatorText.RELOADED if await self._reload() else OperatorText.UNCHANGED
            await self._sender.tell(chat.id, self._conversation(update).knowledge.wording.operator[said])

    def _conversation(self, update: Update) -> Conversation:
        return self._conversations(language_of(update))

    async def _tips(self, first: date) -> Tips:
        begin = datetime.combine(first, time(), UTC)
        by_day: Sequence[Mapping[DeliveryStatus, int]] = list((await self._store.deliveries(begin)).values())
        return Tips(
            await self._store.subscribers(),
            sum(day.get(DeliveryStatus.SENT, 0) for day in by_day),
            sum(day.get(status, 0) for day in by_day for status in _NOT_ARRIVED),
        )


def _summary(found: Statistics, tips: Tips, knowledge: KnowledgeBase) -> str:
    texts = knowledge.wording.operator
    rate = found.fallback_rate
    values: Mapping[str, object] = {
        "days": len(found.days),
        "people": f"{found.people:.1f}",
        "subscribers": tips.subscribers,
        "answers": found.turns[ReplyKind.ANSWER],
        "rate": texts[OperatorText.NO_QUESTIONS] if rate is None else f"{rate:.0%}",
        "elsewhere": found.turns[ReplyKind.OUT_OF_SCOPE],
        "urgent": found.turns[ReplyKind.URGENT],
        "sent": tips.sent,
        "failed": tips.not_arrived,
    }
    lines = [texts[each].format(**values) for each in _FIGURES]
    for votes in found.votes[:_MOST_TOPICS]:
        topic = knowledge.topics.get(votes.topic)
        title = topic.title if topic else votes.topic
        lines.append(texts[OperatorText.VOTES].format(topic=title, helpful=votes.helpful, of=votes.of))
    return "\n".join(lines)


def _listed(gaps: Sequence[Gap], knowledge: KnowledgeBase) -> str:
    texts = knowledge.wording.operator
    if not gaps:
        return texts[OperatorText.NO_GAPS]
    lines = [texts[OperatorText.GAPS]]
    for gap in gaps:
        near = ", ".join(knowledge.topics[topic].title for topic in gap.topics[:1])
        lines.append(texts[OperatorText.GAP].format(text=gap.text, number=gap.people, near=near or "-"))
    return "\n".join(lines)
