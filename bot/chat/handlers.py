"""Handlers translate: an update into an utterance or a choice, a reply into a message."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from telegram import CallbackQuery, InlineKeyboardButton, Location, Message, Update
from telegram.constants import ChatType

from bot.chat.aliases import ChatContext
from bot.chat.bookkeeping import Bookkeeping
from bot.chat.callbacks import to_choice_id
from bot.chat.commands import Typed, choice_of_command, choice_of_link, nearest_command, read_command
from bot.chat.exchanges import Exchange, Exchanges
from bot.chat.feedback import row_below, subject_of, to_vote, topic_link
from bot.chat.languages import kept_in, language_of
from bot.chat.memory import ChatStates
from bot.chat.privacy import Privacy
from bot.chat.rendering import Page, render
from bot.chat.sender import Sender
from bot.chat.voting import Voting
from bot.core.conversation import Conversation, Request, State, Turn
from bot.core.draft import filled
from bot.core.kept import Kept
from bot.core.knowledge import Command, KnowledgeBase, NotText
from bot.core.languages import Conversations
from bot.core.ports import Store
from bot.core.replies import ReplyKind
from bot.core.text import normalize
from bot.errors import UnknownChoiceError

_ALBUMS_REMEMBERED = 1_000
_GRAVE = frozenset({ReplyKind.URGENT, ReplyKind.CONFIRM_RED_FLAG})


@dataclass(frozen=True, slots=True)
class Beside:
    """What goes on beside the talk: votes on answers, what is counted of turns, and where what is kept is stored."""

    voting: Voting | None = None
    bookkeeping: Bookkeeping | None = None
    store: Store | None = None


class Handlers:
    """What is done with each update of a private chat. `conversations` are asked each time: a pack can be swapped."""

    def __init__(
        self,
        conversations: Conversations,
        sender: Sender,
        states: ChatStates,
        now: Callable[[], datetime],
        username: Callable[[], str],
        beside: Beside = Beside(),
    ) -> None:
        self._conversations = conversations
        self._sender = sender
        self._states = states
        self._exchanges = Exchanges()
        self._now = now
        self._username = username
        self._voting = beside.voting
        self._bookkeeping = beside.bookkeeping
        self._collects = beside.bookkeeping is not None and beside.bookkeeping.collects
        self._privacy = Privacy(sender, states, self._forget, beside.store)
        self._albums: OrderedDict[str, None] = OrderedDict()

    async def on_command(self, update: Update, _: ChatContext) -> None:
        """Do what a command asks for; one that there is not is taken for a slip, or for words like any others."""
        message, conversation = update.effective_message, self._conversation(update)
        typed = read_command(message.text or "") if message else None
        if message is None or typed is None:
            return
        if not typed.is_for(self._username()):
            await self._sender.tell(message.chat_id, conversation.knowledge.wording.command_for_another)
        elif typed.name == Command.START:
            await self._start(conversation, message, typed.rest)
        else:
            await self._obey(conversation, message, typed)

    async def on_text(self, update: Update, _: ChatContext) -> None:
        """Answer what was written, be it the caption of a picture."""
        message, conversation = update.effective_message, self._conversation(update)
        if message is None:
            return
        self._is_further_of_album(message)
        before = self._about(conversation, message, self._state(message.chat_id))
        turn = conversation.hear(message.text or message.caption or "", before, self._now())
        if turn.reply.kind in _GRAVE or not await self._is_feedback(conversation, message):
            await self._answer(conversation, message, before, turn)

    async def on_edited_text(self, update: Update, _: ChatContext) -> None:
        """Answer again what was written differently: in the place of the answer where that is the last, else below."""
        message, conversation = update.effective_message, self._conversation(update)
        if message is None:
            return
        text, state = message.text or message.caption or "", self._state(message.chat_id)
        last = self._exchanges.last(message.chat_id)
        if last is None or last.question != message.message_id:
            turn = conversation.hear(text, state, self._now())
            await self._sender.send(
                message.chat_id, await self._remember(conversation, message, turn), under=message.message_id
            )
            return
        before = replace(last.before, kept=state.kept)
        turn = conversation.hear(text, before, self._now())
        page = await self._remember(conversation, message, turn)
        if turn.reply.kind in _GRAVE:
            # An edited message makes no sound; this one has to be seen.
            answer = await self._sender.send(message.chat_id, page)
        else:
            answer = await self._sender.edit(message.chat_id, last.answer, page)
        self._note(message, text, answer, before, turn)

    async def on_choice(self, update: Update, _: ChatContext) -> None:
        """Put the answer to a pressed button in the place of the message that the button stands below."""
        query, conversation = update.callback_query, self._conversation(update)
        if query is None:
            return
        vote = to_vote(query.data, conversation.knowledge)
        if vote and self._voting:
            await self._voting.take(query, vote)
        else:
            await self._go_on(conversation, query)

    async def on_other(self, update: Update, _: ChatContext) -> None:
        """Use a location for tips; say of all else that only words are understood, once for an album of pictures."""
        message, conversation = update.effective_message, self._conversation(update)
        if message is None:
            return
        if message.location and (turn := self._located(conversation, message, message.location)):
            await self._sender.send(message.chat_id, await self._remember(conversation, message, turn))
        elif not self._is_further_of_album(message):
            wording = conversation.knowledge.wording
            await self._sender.tell(message.chat_id, wording.not_text[_what(message)])

    async def on_flood(self, update: Update) -> None:
        """Tell somebody who writes without end that not all of it is read."""
        message = update.effective_message
        if message is not None and message.chat.type == ChatType.PRIVATE:
            knowledge = self._conversation(update).knowledge
            await self._sender.tell(message.chat_id, _for_anywhere(knowledge.wording.too_fast, knowledge))

    def _conversation(self, update: Update) -> Conversation:
        kept = self._states.of(update.effective_chat.id).kept if update.effective_chat is not None else Kept()
        return self._conversations(language_of(update), kept.language)

    async def _start(self, conversation: Conversation, message: Message, payload: str) -> None:
        """Begin anew, at what a link asked for if it asked for something. What is kept of the chat stays."""
        state = State(kept=self._state(message.chat_id).kept, folds=True, collects=self._collects)
        self._exchanges.forget(message.chat_id)
        if choice := choice_of_link(payload, conversation.knowledge):
            turn = conversation.choose(choice, state, self._now())
            await self._sender.send(message.chat_id, await self._remember(conversation, message, turn))
            return
        greeting = conversation.start()
        self._states.remember(message.chat_id, replace(state, offered=greeting.choices, said_at=self._now()))
        await self._sender.send(message.chat_id, render(greeting, is_plain=state.kept.is_plain))

    async def _obey(self, conversation: Conversation, message: Message, typed: Typed) -> None:
        state, now = self._state(message.chat_id), self._now()
        self._exchanges.forget(message.chat_id)
        if choice := choice_of_command(typed.name, conversation.knowledge, state.kept):
            act = choice.removeprefix("act:")
            if typed.rest and act in conversation.knowledge.acts:
                turn = conversation.obey(act, typed.rest, state, now)
            else:
                turn = conversation.choose(choice, state, now)
            await self._sender.send(message.chat_id, await self._remember(conversation, message, turn))
            return
        turn = conversation.hear(typed.words, state, now)
        near = nearest_command(typed.name, conversation.knowledge)
        is_answer = near is None and turn.reply.kind is ReplyKind.ANSWER
        if turn.reply.kind in _GRAVE or is_answer or conversation.is_plainly_about_tips(typed.words, state):
            await self._sender.send(message.chat_id, await self._remember(conversation, message, turn))
        else:
            await self._sender.tell(message.chat_id, _not_a_command(near, conversation.knowledge))

    async def _is_feedback(self, conversation: Conversation, message: Message) -> bool:
        """Whether a message is not for the conversation, but about an answer; then it is dealt with."""
        if self._voting and (topic := self._voting.missing_in(message)):
            await self._voting.collect(message, topic)
            return True
        last, said = self._exchanges.last(message.chat_id), normalize(message.text or "")
        row = row_below(last.reply, conversation.knowledge, self._username(), with_votes=True) if last else ()
        pressed = next((button for button in row if normalize(button.text) == said), None)
        return last is not None and pressed is not None and await self._press(conversation, message, last, pressed)

    async def _press(
        self, conversation: Conversation, message: Message, last: Exchange, button: InlineKeyboardButton
    ) -> bool:
        """Do what a button below the last answer does, as its words were written. False where it is not there."""
        vote, knowledge = to_vote(str(button.callback_data), conversation.knowledge), conversation.knowledge
        if vote is None:
            topic = knowledge.topics[last.reply.topics[0]]
            text = knowledge.wording.share_text.format(title=topic.title)
            await self._sender.tell(message.chat_id, f"{text}\n{topic_link(topic.id, self._username())}")
        elif self._voting:
            await self._voting.take_typed(message, last.answer, vote)
        return vote is None or self._voting is not None

    async def _answer(self, conversation: Conversation, message: Message, before: State, turn: Turn) -> None:
        """Answer a message; together with the one just before it where only both make a question."""
        text = message.text or message.caption or ""
        last = self._exchanges.last(message.chat_id)
        if last and _is_piece(message) and last.is_followed_at_once(text, message.date):
            whole, earlier = f"{last.text} {text}", replace(last.before, kept=before.kept)
            if mended := last.mended(turn, conversation.hear(whole, earlier, self._now())):
                text, before, turn = whole, earlier, mended
                await self._sender.delete(message.chat_id, last.answer)
        answer = await self._sender.send(message.chat_id, await self._remember(conversation, message, turn))
        self._note(message, text, answer, before, turn)

    async def _go_on(self, conversation: Conversation, query: CallbackQuery) -> None:
        """Answer a choice; one that there no longer is gets a notice."""
        message = query.message
        chat_id = message.chat.id if message is not None else query.from_user.id
        try:
            turn = conversation.choose(to_choice_id(query.data), self._state(chat_id), self._now())
        except UnknownChoiceError:
            await self._sender.acknowledge(query.id, conversation.knowledge.wording.stale_choice)
            return
        await self._sender.acknowledge(query.id)
        page = await self._settled(conversation, chat_id, turn)
        if message is None:
            await self._sender.send(chat_id, page)
        elif answer := await self._sender.edit(chat_id, message.message_id, page):
            self._exchanges.show(chat_id, message.message_id, answer, turn.reply, self._now())

    def _about(self, conversation: Conversation, message: Message, state: State) -> State:
        """The state to answer a message in: what it replies to is what it is about."""
        answered = message.reply_to_message
        subject = subject_of(answered.reply_markup, conversation.knowledge) if answered else None
        if subject is None:
            return state
        topic, aspect = subject
        # What the newest answer offers is not what these words mean.
        return replace(state, topic=topic, aspect=aspect, offered=(), said_at=self._now())

    def _located(self, conversation: Conversation, message: Message, location: Location) -> Turn | None:
        """The turn of a shared location, where that can be made use of."""
        return conversation.locate(location.latitude, location.longitude, self._state(message.chat_id), self._now())

    def _state(self, chat_id: int) -> State:
        return replace(self._states.of(chat_id), folds=True, collects=self._collects)

    async def _remember(self, conversation: Conversation, message: Message, turn: Turn) -> Page:
        """Do what a turn asks for, and keep in mind what it has left behind. Returns what it has to say."""
        return await self._settled(conversation, message.chat_id, turn, message.text or message.caption or "")

    async def _settled(self, conversation: Conversation, chat_id: int, turn: Turn, text: str = "") -> Page:
        turn = await self._privacy.carried_out(chat_id, conversation, self._state(chat_id), turn)
        self._states.remember(chat_id, kept_in(turn.state, conversation.knowledge.pack.language))
        if self._bookkeeping:
            self._bookkeeping.note(chat_id, text, turn)
        return self._page(conversation, turn)

    def _forget(self, chat_id: int) -> None:
        """Remember nothing of a chat that has asked for that."""
        self._exchanges.forget(chat_id)
        if self._bookkeeping:
            self._bookkeeping.forget(chat_id)

    def _page(self, conversation: Conversation, turn: Turn) -> Page:
        with_votes = self._voting is not None
        row = row_below(turn.reply, conversation.knowledge, self._username(), with_votes=with_votes)
        return render(turn.reply, is_plain=turn.state.kept.is_plain, below=row)

    def _note(self, message: Message, text: str, answer: int | None, before: State, turn: Turn) -> None:
        if answer is not None and turn.request is not Request.ERASE:
            exchange = Exchange(message.message_id, answer, text, message.date, before, turn.reply)
            self._exchanges.remember(message.chat_id, exchange)

    def _is_further_of_album(self, message: Message) -> bool:
        """Whether another picture of the same album has been answered already."""
        album = message.media_group_id
        if album is None:
            return False
        if album in self._albums:
            return True
        self._albums[album] = None
        if len(self._albums) > _ALBUMS_REMEMBERED:
            self._albums.popitem(last=False)
        return False


def _for_anywhere(text: str, knowledge: KnowledgeBase) -> str:
    """A sentence for somebody whose country is not known."""
    return filled(text, knowledge.pack.elsewhere, knowledge.pack.elsewhere)


def _not_a_command(near: Command | None, knowledge: KnowledgeBase) -> str:
    """What is said of a command that there is not; `near` may have been meant."""
    if near:
        return knowledge.wording.nearest_command.format(command=f"/{near}")
    return _for_anywhere(knowledge.wording.unknown_command, knowledge)


def _what(message: Message) -> NotText:
    """What a message without words holds."""
    if message.voice or message.audio or message.video_note:
        return NotText.VOICE
    if message.photo or message.video or message.animation or message.story:
        return NotText.PICTURE
    if message.sticker:
        return NotText.STICKER
    if message.location or message.venue:
        return NotText.LOCATION
    return NotText.CONTACT if message.contact else NotText.OTHER


def _is_piece(message: Message) -> bool:
    """Whether a message can be a piece of a question: what is forwarded, a reply or a caption stands by itself."""
    return bool(message.text) and message.forward_origin is None and message.reply_to_message is None
