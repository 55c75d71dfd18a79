"""Groups in which people and a bot talk, as a Bot API server of ours keeps them.

    bakers = api.group("Bakers")
    ana = bakers.joined_by("Ana")
    ana.says("@test_bot why is my dough sticky")
    assert bakers.last.text.startswith("Sticky dough: why")

With privacy mode on, as it is unless told otherwise, the bot is shown only what is meant for it, and everything where
it is an admin. Printed, a group is the transcript of what was said there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.support.telegram_chats import (
    BOT,
    Chat,
    Chats,
    Json,
    Message,
    PendingUpdate,
    RefusalError,
    command_entities,
    entity_json,
)
from tests.support.telegram_html import Entity, utf16_length

PATIENCE = 30.0

ANONYMOUS: Json = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT: Json = {"id": 136_817_688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
"""In whose name Telegram shows a message of an anonymous admin, or of a channel, to bots."""

_MENTION = re.compile(r"@\w+")


@dataclass(slots=True, eq=False)
class GroupChat(Chat):
    """A group, as the server keeps it."""

    type: str = "supergroup"
    members: dict[int, Json] = field(default_factory=dict)
    threads: dict[int, bool] = field(default_factory=dict)
    """The topics of a forum by id, and whether they are open."""

    is_bot_in: bool = True
    may_bot_write: bool = True
    moved_to: int | None = None

    def admit(self, thread: int | None) -> int | None:
        """As for any chat; a group may have thrown the bot out, closed its mouth, or got another id."""
        if self.moved_to is not None:
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            raise RefusalError(400, description, migrate_to_chat_id=self.moved_to)
        if not self.is_bot_in:
            raise RefusalError(403, f"Forbidden: bot was kicked from the {self.type} chat")
        if not self.may_bot_write:
            raise RefusalError(400, "Bad Request: not enough rights to send text messages to the chat")
        if thread is not None and thread not in self.threads:
            raise RefusalError(400, "Bad Request: message thread not found")
        if thread is not None and not self.threads[thread]:
            raise RefusalError(400, "Bad Request: TOPIC_CLOSED")
        return thread

    def member(self, user_id: int) -> Json:
        """What somebody is in this group."""
        if user_id not in self.members:
            raise RefusalError(400, "Bad Request: PARTICIPANT_ID_INVALID")
        return self.members[user_id]

    def to_json(self) -> Json:
        """The group as the bot gets it."""
        body: Json = {"id": self.id, "type": self.type, "title": self.name}
        return body | {"is_forum": True} if self.threads else body


class Group:
    """A group with the bot in it. What happens there waits until the bot has dealt with it."""

    def __init__(self, chats: Chats, title: str, *, has_privacy: bool = True, type_: str = "supergroup") -> None:
        self._chats = chats
        self._has_privacy = has_privacy
        self._is_bot_admin = False
        with chats.changed:
            self.chat = GroupChat(-1_000_000_000_000 - chats.new_id(), title, type=type_)
            chats.chats[self.chat.id] = self.chat

    def __repr__(self) -> str:
        with self._chats.changed:
            lines = (f"  {each.author}: {each.text}{_buttons(each)}" for each in self.chat.messages)
            return f"the group {self.chat.name}:\n" + "\n".join(lines)

    @property
    def answers(self) -> tuple[Message, ...]:
        """What the bot has sent to this group, oldest first, as it reads now."""
        with self._chats.changed:
            return tuple(message for message in self.chat.messages if message.author == "bot")

    @property
    def last(self) -> Message:
        """The newest message of the bot."""
        assert self.answers, f"the bot has said nothing in {self!r}"
        return self.answers[-1]

    @property
    def notices(self) -> tuple[str, ...]:
        """The notices shown after buttons were pressed."""
        with self._chats.changed:
            return tuple(self.chat.notices)

    def joined_by(self, name: str, status: str = "member", language: str = "en") -> Member:
        """A new member, or an admin where `status` says so."""
        with self._chats.changed:
            person: Json = {"id": self._chats.new_id(), "is_bot": False, "first_name": name, "language_code": language}
            self.chat.members[person["id"]] = _membership(person, status)
            return Member(self, name, {"from": person})

    def anonymous_admin(self) -> Member:
        """An admin who speaks as the group. Their button presses tell who they are."""
        admin = self.joined_by("somebody", "creator")
        return Member(self, self.chat.name, {"from": ANONYMOUS, "sender_chat": self.chat.to_json()}, admin.person)

    def channel(self, title: str) -> Member:
        """Somebody who speaks as a channel of theirs."""
        owner = self.joined_by("somebody else")
        chat = {"id": -1_000_000_000_000 - self._chats.new_id(), "type": "channel", "title": title}
        return Member(self, title, {"from": CHANNEL_BOT, "sender_chat": chat}, owner.person)

    def opens_topic(self) -> int:
        """A new topic, which makes the group a forum."""
        with self._chats.changed:
            thread = self._chats.new_id()
            self.chat.threads[thread] = True
            return thread

    def closes_topic(self, thread: int) -> None:
        """From now on nobody writes there."""
        with self._chats.changed:
            self.chat.threads[thread] = False

    def adds_the_bot(self, by: Member) -> None:
        """The bot comes in."""
        self.chat.is_bot_in = True
        self._changes(by, "left", "member")

    def removes_the_bot(self, by: Member) -> None:
        """The bot is thrown out."""
        self.chat.is_bot_in = False
        self._changes(by, "member", "kicked")

    def makes_the_bot_admin(self, by: Member) -> None:
        """From now on the bot is shown everything."""
        self._is_bot_admin = True
        self._changes(by, "member", "administrator")

    def lets_the_bot_write(self, *, may: bool) -> None:
        """Give or take the right to write."""
        with self._chats.changed:
            self.chat.may_bot_write = may

    def upgrades(self) -> Group:
        """The group becomes a supergroup, with another id. Returns it."""
        upgraded = Group(self._chats, self.chat.name, has_privacy=self._has_privacy)
        upgraded.chat.members = self.chat.members
        with self._chats.changed:
            self.chat.moved_to = upgraded.chat.id
            told = [
                self._service({"migrate_to_chat_id": upgraded.chat.id}),
                upgraded._service({"migrate_from_chat_id": self.chat.id}),
            ]
        self.settle(told)
        return upgraded

    def is_shown(self, message: Message) -> bool:
        """Whether the bot is shown this message."""
        if not self.chat.is_bot_in:
            return False
        if not self._has_privacy or self._is_bot_admin:
            return True
        replies = message.replies_to is not None and message.replies_to.author == "bot"
        own = f"@{BOT['username']}"
        names = [text.casefold() for text in _MENTION.findall(message.text)]
        is_command = message.text.startswith("/") and "@" not in message.text.split()[0]
        return replies or own in names or message.text.split("@")[-1:] == [own[1:]] or is_command

    def settle(self, updates: list[PendingUpdate | None]) -> None:
        """Wait until the bot has dealt with these."""
        given = [update for update in updates if update is not None]
        self.wait_until(lambda: not any(map(self._chats.is_pending, given)), "the bot to deal with an update")

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something is true, and fail with `what` if it does not come true."""
        with self._chats.changed:
            in_time = self._chats.changed.wait_for(holds, PATIENCE)
        assert in_time, f"still waiting for {what} in {self!r}"

    def _service(self, content: Json) -> PendingUpdate | None:
        message = Message(self._chats.new_id(), "Telegram", "", sender={"from": ANONYMOUS})
        body = {name: value for name, value in message.to_json(self.chat).items() if name not in ("text", "entities")}
        return self._chats.add_update(self.chat, "message", body | content)

    def _changes(self, by: Member, old: str, new: str) -> None:
        with self._chats.changed:
            content = {
                "chat": self.chat.to_json(),
                "from": by.person,
                "date": self._chats.clock,
                "old_chat_member": _membership(BOT, old),
                "new_chat_member": _membership(BOT, new),
            }
            update = self._chats.add_update(self.chat, "my_chat_member", content)
        self.settle([update])


class Member:
    """Somebody who talks in a group. `person` is who presses buttons; that cannot be hidden."""

    def __init__(self, group: Group, name: str, sender: Json, person: Json | None = None) -> None:
        self._group = group
        self._chats = group._chats  # noqa: SLF001 - a member is a part of its group
        self.name = name
        self._sender = sender
        self.person: Json = person or sender["from"]

    def says(self, text: str, to: Message | None = None, thread: int | None = None) -> Message:
        """Write a message, perhaps as a reply, perhaps in a topic."""
        with self._chats.changed:
            entities = (*command_entities(text), *_mentions(text))
            message = Message(self._chats.new_id(), self.name, text, entities, sender=self._sender, thread=thread)
            message.date, message.replies_to = self._chats.clock, to
            chat = self._group.chat
            chat.messages.append(message)
            shown = self._group.is_shown(message)
            update = self._chats.add_update(chat, "message", message.to_json(chat)) if shown else None
        self._group.settle([update])
        return message

    def shows_a_picture(self, caption: str) -> None:
        """Send a picture with words below it."""
        with self._chats.changed:
            message = Message(self._chats.new_id(), self.name, caption, sender=self._sender)
            self._group.chat.messages.append(message)
            body = message.to_json(self._group.chat)
            del body["text"], body["entities"]
            size = {"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}
            entities = [entity_json(entity) for entity in _mentions(caption)]
            body |= {"photo": [size], "caption": caption, "caption_entities": entities}
            shown = self._group.is_shown(message)
            update = self._chats.add_update(self._group.chat, "message", body) if shown else None
        self._group.settle([update])

    def edits(self, message: Message, text: str) -> None:
        """Change a message."""
        with self._chats.changed:
            message.text, message.entities = text, _mentions(text)
            body = message.to_json(self._group.chat) | {"edit_date": 1}
            update = self._chats.add_update(self._group.chat, "edited_message", body)
        self._group.settle([update])

    def deletes(self, message: Message) -> None:
        """Delete a message for everybody; what replied to it replies to nothing."""
        with self._chats.changed:
            self._group.chat.messages.remove(message)
            for other in self._group.chat.messages:
                other.replies_to = None if other.replies_to is message else other.replies_to

    def presses(self, label: str, on: Message | None = None) -> None:
        """Press the button that says this."""
        message = on or self._group.last
        data = next((button.data for button in message.buttons if button.label == label), None)
        assert data, f"no button says {label!r} in {self._group!r}"
        with self._chats.changed:
            query_id = str(self._chats.new_id())
            self._chats.unanswered[query_id] = self._group.chat.id
            content = {
                "id": query_id,
                "from": self.person,
                "chat_instance": "1",
                "message": message.to_json(self._group.chat),
                "data": data,
            }
            update = self._chats.add_update(self._group.chat, "callback_query", content)
        self._group.settle([update])


_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip


def _membership(person: Json, status: str) -> Json:
    body: Json = {"user": person, "status": status}
    if status == "administrator":
        return body | dict.fromkeys(_RIGHTS, False)
    if status == "creator":
        return body | {"is_anonymous": False}
    return body | {"until_date": 0} if status == "kicked" else body


def _mentions(text: str) -> tuple[Entity, ...]:
    found = ((text[: each.start()], each.group()) for each in _MENTION.finditer(text) if not text.startswith("/"))
    return tuple(Entity("mention", utf16_length(before), utf16_length(name)) for before, name in found)


def _buttons(message: Message) -> str:
    return "".join(f" [{label}]" for label in message.labels)
