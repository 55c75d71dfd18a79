"""What Telegram keeps: chats, their messages, pressed buttons, and the updates a bot has not confirmed yet."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.support.telegram_html import Entity, utf16_length

Json: TypeAlias = dict[str, Any]


class RefusalError(Exception):
    """A request turned down, in Telegram's words. As a fault it turns down a request that was in order."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def to_json(self) -> Json:
        """The body of Telegram's answer."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return body | {"parameters": self.parameters} if self.parameters else body


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message. It carries data or opens a web address; `style` is its colour, if it has one."""

    label: str
    data: str
    url: str = ""
    style: str = ""

    def to_json(self) -> Json:
        """The button as the bot gets it."""
        body = {"text": self.label, "callback_data": self.data, "url": self.url, "style": self.style}
        return {name: value for name, value in body.items() if value}


@dataclass(frozen=True, slots=True)
class File:
    """A picture or a document."""

    name: str
    content: bytes


@dataclass(slots=True, eq=False)
class Message:
    """A message as its chat shows it now. `author` is the person's name, or "bot"."""

    id: int
    author: str
    text: str
    entities: tuple[Entity, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    shows_preview: bool = False
    edits: int = 0
    can_be_edited: bool = True
    is_accessible: bool = True
    """Whether the bot is still told the content of this message when a button below it is pressed."""
    date: int = 1_700_000_000
    replies_to: Message | None = None
    asks_for_reply: bool = False
    sender: Json | None = None
    """In a group: who wrote it, as "from" and perhaps "sender_chat"."""
    thread: int | None = None
    file: File | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """What the buttons say."""
        return tuple(button.label for button in self.buttons)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons, row by row."""
        return tuple(button for row in self.rows for button in row)

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses that the text links to."""
        return tuple(entity.url for entity in self.entities if entity.url is not None)

    @property
    def shares(self) -> tuple[str, ...]:
        """The addresses that the buttons open."""
        return tuple(button.url for button in self.buttons if button.url)

    def marked(self, type_: str) -> tuple[str, ...]:
        """The stretches of the text that are bold, italic ..., as Telegram names it."""
        units = self.text.encode("utf-16-le")
        spans = ((e.offset, e.offset + e.length) for e in self.entities if e.type == type_)
        return tuple(units[2 * start : 2 * end].decode("utf-16-le") for start, end in spans)

    def to_json(self, chat: Chat) -> Json:
        """The message as the bot gets it."""
        if not self.is_accessible:
            return {"message_id": self.id, "chat": chat.to_json(), "date": 0}
        author = {"from": BOT if self.author == "bot" else chat.person_json()} if self.sender is None else self.sender
        body: Json = {"message_id": self.id, "chat": chat.to_json(), "date": self.date, "text": self.text} | author
        if self.thread is not None:
            body |= {"message_thread_id": self.thread, "is_topic_message": True}
        if self.rows:
            body["reply_markup"] = {"inline_keyboard": [[button.to_json() for button in row] for row in self.rows]}
        if self.replies_to is not None:
            body["reply_to_message"] = {
                name: value for name, value in self.replies_to.to_json(chat).items() if name != "reply_to_message"
            }
        return body | {"entities": [entity_json(entity) for entity in self.entities]}


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat with one person; what groups have besides stands in groups.py."""

    id: int
    name: str
    language: str = "en"
    messages: list[Message] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    is_blocked: bool = False

    def find(self, message_id: int) -> Message | None:
        """The message with this id, unless it was deleted."""
        return next((message for message in self.messages if message.id == message_id), None)

    def admit(self, thread: int | None) -> int | None:
        """The topic that a message of the bot comes to stand in. Raises RefusalError where it may not be sent."""
        if thread is not None:
            raise RefusalError(400, "Bad Request: message thread not found")
        return None

    def member(self, user_id: int) -> Json:
        """What somebody is in this chat. Raises RefusalError where they are nothing."""
        raise RefusalError(400, f"Bad Request: user {user_id} not found")

    def to_json(self) -> Json:
        """The chat as the bot gets it."""
        return {"id": self.id, "type": "private", "first_name": self.name}

    def person_json(self) -> Json:
        """The person as the bot gets them."""
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}


@dataclass(slots=True, eq=False)
class PendingUpdate:
    """An update the bot has not confirmed. A repeated one is handed out once, whatever has been confirmed."""

    id: int
    chat_id: int
    content: Json
    is_repeated: bool = False


@dataclass(slots=True)
class Profile:
    """What is shown of a bot to those who have set Telegram to one language; "" is everybody else."""

    menus: dict[str, list[Json]] = field(default_factory=dict)
    """The commands by the type of the scope that they are for."""

    description: str = ""
    short_description: str = ""


BOT: Json = {"id": 1000, "is_bot": True, "first_name": "Bot", "username": "test_bot"}


@dataclass(frozen=True, slots=True)
class InlineResult:
    """What somebody who looked something up can pick: how it is listed, and the message it becomes."""

    id: str
    title: str
    description: str
    message: Message


@dataclass(slots=True, eq=False)
class InlineAnswer:
    """What the bot has answered to an inline query; `button` is the start parameter of the button above the list."""

    results: tuple[InlineResult, ...]
    cache_time: int
    is_personal: bool
    button: str | None = None


class Chats:
    """The state behind a Bot API server. Whoever reads or writes it holds `changed`, and notifies it of a change."""

    def __init__(self) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.chats: dict[int, Chat] = {}
        self.unanswered: dict[str, int] = {}
        self.inline_answers: dict[str, InlineAnswer | None] = {}
        self.pending: list[PendingUpdate] = []
        self.allowed_kinds: frozenset[str] | None = None
        self.webhook = ""
        self.profiles: defaultdict[str, Profile] = defaultdict(Profile)
        self.menu_button = "default"
        self.clock = 1_700_000_000
        self._numbers = iter(range(100, 1_000_000_000))

    @property
    def description(self) -> str:
        """What is shown in an empty chat to those for whose language there is no text of its own."""
        return self.profiles[""].description

    def add_chat(self, name: str, language: str = "en") -> Chat:
        """A private chat with a person of this name, who has set Telegram to this language."""
        with self.changed:
            chat = Chat(self.new_id(), name, language)
            self.chats[chat.id] = chat
            return chat

    def new_id(self) -> int:
        """A number not given out before, larger than all that were."""
        with self.changed:
            return next(self._numbers)

    def add_update(self, chat: Chat, kind: str, content: Json) -> PendingUpdate | None:
        """Something happened in a chat. None where the bot has not asked for that kind of update."""
        with self.changed:
            if self.allowed_kinds is not None and kind not in self.allowed_kinds:
                return None
            update_id = self.new_id()
            update = PendingUpdate(update_id, chat.id, {"update_id": update_id, kind: content})
            self._put(update)
            return update

    def repeat_update(self, update: PendingUpdate) -> PendingUpdate:
        """Hand out an update once more, as Telegram may after a fault of its own."""
        repeated = PendingUpdate(update.id, update.chat_id, update.content, is_repeated=True)
        with self.changed:
            self._put(repeated)
        return repeated

    def confirm(self, offset: int) -> None:
        """The bot is done with the updates before `offset`; a negative one counts from the end."""
        with self.changed:
            if offset < 0:
                self.pending = self.pending[offset:]
            else:
                self.pending = [update for update in self.pending if update.id >= offset or update.is_repeated]
            self.changed.notify_all()

    def hand_out(self, limit: int) -> list[Json]:
        """The first updates that are not confirmed."""
        with self.changed:
            batch = self.pending[:limit]
            if any(update.is_repeated for update in batch):
                self.pending = [update for update in self.pending if not (update in batch and update.is_repeated)]
                self.changed.notify_all()
            return [update.content for update in batch]

    def is_pending(self, update: PendingUpdate) -> bool:
        """Whether the bot may still have to deal with this update."""
        with self.changed:
            return update in self.pending

    def _put(self, update: PendingUpdate) -> None:
        self.pending.append(update)
        self.changed.notify_all()


def command_entities(text: str) -> tuple[Entity, ...]:
    """The command a text begins with, marked as Telegram marks it."""
    if not text.startswith("/"):
        return ()
    return (Entity("bot_command", 0, utf16_length(text.split(maxsplit=1)[0])),)


def entity_json(entity: Entity) -> Json:
    body: Json = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    return body if entity.url is None else body | {"url": entity.url}
