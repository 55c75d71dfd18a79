"""Groups: the bot speaks when it is spoken to, briefly, and keeps nothing of anybody there.

What it remembers for half an hour is each speaker's own, and of what they say of themselves not even that. The tips of
a group are the group's, and only its admins decide about them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from telegram import CallbackQuery, Chat, ChatMember, InlineKeyboardButton, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.chat.addressing import names_the_bot, speaker_of, thread_of, words_for
from bot.chat.aliases import ChatContext
from bot.chat.callbacks import to_choice_id
from bot.chat.commands import choice_of_command, read_command
from bot.chat.flood import Entry, Flood
from bot.chat.group_admins import GroupAdmins
from bot.chat.languages import language_of
from bot.chat.links import private_link
from bot.chat.recent import Recent
from bot.chat.rendering import Page, render
from bot.chat.sender import Sender
from bot.core.conversation import Conversation, State, Turn
from bot.core.kept import Kept, Subscription
from bot.core.knowledge import Command, KnowledgeBase
from bot.core.languages import Conversations
from bot.core.person import Person
from bot.core.ports import Store
from bot.core.replies import Paragraph, Reply, ReplyKind, Role
from bot.errors import StorageError, UnknownChoiceError

KINDS = (ChatType.GROUP, ChatType.SUPERGROUP)

_FOR_ALL = frozenset({"greeting", "thanks", "goodbye", "about_bot", "help", "daily_tip", "topics"})
_FOR_ADMINS = frozenset({"subscribe", "unsubscribe", "settings", "pause", "resume"})
"""The acts that mean something in a group. Whatever else is said to the bot itself belongs into the private chat."""

_TIPS, _ACT = "tips:", "act:"
_MOST_POINTS = 2
_GRAVE = (ReplyKind.URGENT, ReplyKind.CONFIRM_RED_FLAG)
_ASKING = (ReplyKind.CONFIRM_RED_FLAG, ReplyKind.DISAMBIGUATION, ReplyKind.ACT)
_OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_GREETINGS = (Command.START, Command.HELP)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Speech:
    """Something said to the bot in a group: by whom, where, and in what was remembered of them."""

    message: Message
    speaker: int
    conversation: Conversation
    state: State

    @property
    def chat_id(self) -> int:
        return self.message.chat_id


class Groups:
    """What is done with updates from groups. `store` keeps the tips of groups; without one there are none."""

    def __init__(
        self,
        conversations: Conversations,
        sender: Sender,
        admins: GroupAdmins,
        flood: Flood,
        now: Callable[[], datetime],
        store: Store | None = None,
    ) -> None:
        self._conversations = conversations
        self._sender = sender
        self._admins = admins
        self._flood = flood
        self._now = now
        self._store = store
        self._states: Recent[tuple[int, int], State] = Recent()

    async def on_message(self, update: Update, context: ChatContext) -> None:
        """Answer what is meant for the bot; to everything else it is silent."""
        message, bot = update.effective_message, context.bot.bot
        words = words_for(message, bot) if message is not None else None
        if message is None or words is None:
            return
        speaker = speaker_of(message)
        if self._flood.admit(speaker) is not Entry.ANSWERED:
            return
        state = await self._state(message.chat_id, speaker)
        speech = _Speech(message, speaker, self._conversations(language_of(update)), state)
        turn = self._heard(speech, words, bot)
        if turn is _GREETING:
            await self._tell(speech, speech.conversation.knowledge.wording.in_groups, bot)
        elif isinstance(turn, Turn):
            await self._reply(speech, turn, bot)

    async def on_choice(self, update: Update, context: ChatContext) -> None:
        """Go on where a button was pressed by whoever was asked; to others it says whose it is."""
        query = update.callback_query
        if query is None:
            return
        conversation = self._conversations(language_of(update))
        question = _question_of(query)
        if question is None:
            await self._sender.acknowledge(query.id, conversation.knowledge.wording.stale_choice)
        elif not await self._is_asked(query, question):
            await self._sender.acknowledge(query.id, conversation.knowledge.wording.not_your_button)
        else:
            await self._go_on(query, question, conversation, context.bot.bot)

    async def on_membership(self, update: Update, context: ChatContext) -> None:
        """Say how to speak to it where the bot was added; where it was removed, nothing stays."""
        change = update.my_chat_member
        if change is None or change.chat.type not in KINDS:
            return
        was_outside, is_outside = _is_outside(change.old_chat_member), _is_outside(change.new_chat_member)
        if is_outside:
            await self._leave(change.chat.id)
        elif was_outside:
            knowledge = self._conversations(language_of(update)).knowledge
            page = _page(knowledge.wording.in_groups, knowledge, context.bot.bot)
            await self._sender.send(change.chat.id, page)

    async def on_migration(self, update: Update, _: ChatContext) -> None:
        """The group has got another id: all goes along."""
        message = update.effective_message
        if message is None:
            return
        old, new = message.migrate_from_chat_id or message.chat_id, message.migrate_to_chat_id or message.chat_id
        self._states.rename(lambda key: (new if key[0] == old else key[0], key[1]))
        if self._store is not None:
            await self._store.move(old, new)

    def _heard(self, speech: _Speech, words: str, bot: User) -> Turn | object | None:
        """The turn of these words; None where they are a command that nobody has given to this bot."""
        command = read_command(words)
        if not words or (command is not None and command.name in _GREETINGS):
            return _GREETING
        if command is None:
            return speech.conversation.hear(words, speech.state, self._now())
        choice = choice_of_command(command.name, speech.conversation.knowledge, speech.state.kept)
        if choice is not None:
            return speech.conversation.choose(choice, speech.state, self._now())
        return _GREETING if names_the_bot(command, bot) else None

    async def _reply(self, speech: _Speech, turn: Turn, bot: User) -> None:
        """Say what came of it, as far as it belongs into a group."""
        wording = speech.conversation.knowledge.wording
        act = turn.reply.topics[0] if turn.reply.kind is ReplyKind.ACT and turn.reply.topics else None
        if turn.reply.kind in _GRAVE:
            await self._say(speech, turn, bot)
        elif turn.state.person.conditions or (act is not None and act not in _FOR_ALL | _FOR_ADMINS):
            self._states.forget(lambda key: key == (speech.chat_id, speech.speaker))
            await self._tell(speech, wording.not_in_groups, bot, turn.reply)
        elif act in _FOR_ADMINS or _tips_of(turn.state.kept) != _tips_of(speech.state.kept):
            await self._decide(speech, turn, bot)
        else:
            await self._say(speech, turn, bot)

    async def _decide(self, speech: _Speech, turn: Turn, bot: User) -> None:
        """Do what is about the tips of the group, where an admin wants it."""
        if not await self._admins.include(speech.chat_id, speech.speaker):
            await self._tell(speech, speech.conversation.knowledge.wording.admins_only, bot)
            return
        await self._keep(speech, turn)
        await self._say(speech, turn, bot)

    async def _keep(self, speech: _Speech, turn: Turn) -> None:
        """Keep what was decided about the tips; they come into the topic of the forum where that was."""
        tips = _tips_of(turn.state.kept)
        if self._store is not None and tips != _tips_of(speech.state.kept):
            kept = Kept(language=speech.conversation.knowledge.pack.language, subscription=tips)
            await self._store.keep(speech.chat_id, kept, self._now(), thread_of(speech.message))

    async def _say(self, speech: _Speech, turn: Turn, bot: User) -> None:
        self._remember(speech, turn)
        await self._send(speech, _shown(turn.reply, speech.conversation.knowledge, bot))

    async def _tell(self, speech: _Speech, text: str, bot: User, reply: Reply | None = None) -> None:
        """Say a sentence, and lead to the private chat."""
        await self._send(speech, _page(text, speech.conversation.knowledge, bot, reply))

    async def _send(self, speech: _Speech, page: Page) -> None:
        thread = thread_of(speech.message)
        await self._sender.send(speech.chat_id, page, under=speech.message.message_id, thread=thread)

    async def _is_asked(self, query: CallbackQuery, question: Message) -> bool:
        """Whether the one who pressed is the one the answer was for. Nobody knows who an anonymous admin is."""
        if question.sender_chat is None:
            return question.from_user is not None and question.from_user.id == query.from_user.id
        is_of_the_group = question.sender_chat.id == question.chat_id
        return is_of_the_group and await self._admins.include(question.chat_id, query.from_user.id)

    async def _go_on(self, query: CallbackQuery, question: Message, conversation: Conversation, bot: User) -> None:
        speaker = speaker_of(question)
        speech = _Speech(question, speaker, conversation, await self._state(question.chat_id, speaker))
        try:
            choice = to_choice_id(query.data)
            turn = conversation.choose(choice, speech.state, self._now())
        except UnknownChoiceError:
            await self._sender.acknowledge(query.id, conversation.knowledge.wording.stale_choice)
            return
        is_about_tips = choice.startswith(_TIPS) or choice.removeprefix(_ACT) in _FOR_ADMINS
        if is_about_tips and not await self._admins.include(speech.chat_id, speaker):
            await self._sender.acknowledge(query.id, conversation.knowledge.wording.admins_only)
            return
        await self._sender.acknowledge(query.id)
        if turn.reply.kind is ReplyKind.URGENT or query.message is None:
            # An edited message makes no sound; what is urgent has to be seen.
            await self._say(speech, turn, bot)
            return
        if is_about_tips:
            await self._keep(speech, turn)
        self._remember(speech, turn)
        page = _shown(turn.reply, conversation.knowledge, bot)
        await self._sender.edit(question.chat_id, query.message.message_id, page)

    async def _state(self, chat_id: int, speaker: int) -> State:
        state = self._states.of((chat_id, speaker)) or State()
        return replace(state, kept=await self._kept(chat_id))

    async def _kept(self, chat_id: int) -> Kept:
        """What is kept of the group; nothing where the store fails, for that must keep nobody from an answer."""
        try:
            return await self._store.kept(chat_id) if self._store is not None else Kept()
        except StorageError as error:
            _log.error("store_failed", error=type(error.__cause__ or error).__name__)
            return Kept()

    def _remember(self, speech: _Speech, turn: Turn) -> None:
        """Keep in mind what was spoken of, and nothing of the person."""
        state = replace(turn.state, person=Person(), kept=Kept())
        self._states.remember((speech.chat_id, speech.speaker), state)

    async def _leave(self, chat_id: int) -> None:
        self._states.forget(lambda key: key[0] == chat_id)
        if self._store is not None:
            await self._store.forget(chat_id)
        _log.info("group_left")


_GREETING = object()
"""What is heard where somebody only wants to know how to speak to the bot."""


def _is_outside(member: ChatMember) -> bool:
    return member.status in _OUTSIDE


def _question_of(query: CallbackQuery) -> Message | None:
    """The message that the bot's answer replied to, which tells whose buttons these are. None where it is gone."""
    answer = query.message
    return answer.reply_to_message if isinstance(answer, Message) else None


def _tips_of(kept: Kept) -> Subscription | None:
    """All that is kept of a group: the tips it wants, and not what its members have asked about."""
    return replace(kept.subscription, recent=()) if kept.subscription is not None else None


def _shown(reply: Reply, knowledge: KnowledgeBase, bot: User) -> Page:
    """A reply as a group gets it: what is urgent whole, all else brief and with a way into the private chat."""
    if reply.kind is ReplyKind.URGENT:
        return render(reply)
    choices = reply.choices if reply.kind in _ASKING else ()
    below = () if reply.kind is ReplyKind.CONFIRM_RED_FLAG else _button(knowledge, bot, reply)
    return render(replace(reply, paragraphs=_brief(reply.paragraphs), choices=choices), below=below)


def _page(text: str, knowledge: KnowledgeBase, bot: User, reply: Reply | None = None) -> Page:
    said = text.format(bot=f"@{bot.username}")
    below = _button(knowledge, bot, reply)
    return render(Reply(ReplyKind.ACT, (Paragraph(Role.LEAD, said),)), below=below)


def _button(knowledge: KnowledgeBase, bot: User, reply: Reply | None) -> tuple[InlineKeyboardButton, ...]:
    url = private_link(bot.username or "", reply, knowledge)
    return (InlineKeyboardButton(knowledge.wording.open_privately, url=url),)


def _brief(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The same with the first points alone. Cautions and when to get help always stay."""
    points = [each for each in paragraphs if each.role is Role.POINT][:_MOST_POINTS]
    dropped = (Role.POINT, Role.HEADING)
    return tuple(each for each in paragraphs if each.role not in dropped or each in points)


def is_in_group(chat: Chat | None) -> bool:
    """Whether this is a group, of whichever kind."""
    return chat is not None and chat.type in KINDS
