"""People who chat with a bot through a Bot API server of ours, and what they see."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.telegram_chats import Chats, InlineAnswer, Json, Message, PendingUpdate, command_entities

PATIENCE = 30.0
"""Seconds a person waits for the bot before the test fails. A limit for a broken bot; a working one takes no time."""


class Person:
    """Somebody in a private chat with the bot.

    What a person does waits until the bot has dealt with it, which is when it confirms the update to Telegram, so that
    the next line of a test can look at the outcome. With `waits=False` it does not; `wait_until` waits for anything.
    Printed, a person is the transcript of the chat.
    """

    def __init__(self, chats: Chats, name: str, language: str = "en") -> None:
        self._chats = chats
        self.name = name
        self.chat = chats.add_chat(name, language)
        self.last_update: PendingUpdate | None = None

    def __repr__(self) -> str:
        with self._chats.changed:
            return f"the chat of {self.name}:\n" + "\n".join(map(_line, self.chat.messages))

    @property
    def answers(self) -> tuple[Message, ...]:
        """What the bot has sent to this chat, oldest first, as it reads now."""
        with self._chats.changed:
            return tuple(message for message in self.chat.messages if message.author == "bot")

    @property
    def last(self) -> Message:
        """The newest message of the bot."""
        assert self.answers, f"the bot has said nothing in {self!r}"
        return self.answers[-1]

    @property
    def notices(self) -> tuple[str, ...]:
        """The notices shown over the chat after buttons were pressed."""
        with self._chats.changed:
            return tuple(self.chat.notices)

    def writes(self, *texts: str, waits: bool = True) -> None:
        """Send these messages, one right after the other."""
        with self._chats.changed:
            updates = [self._say(text, {"text": text}) for text in texts]
        self._settle(updates, waits)

    def replies(self, text: str, to: Message) -> None:
        """Send this as a reply to a message of the bot."""
        self._settle([self._say(text, {"text": text}, to)], waits=True)

    def lets_pass(self, seconds: int) -> None:
        """Do nothing for so long."""
        with self._chats.changed:
            self._chats.clock += seconds

    def sends(self, content: Json, waits: bool = True) -> None:
        """Send something that is not a text, such as {"voice": {...}}, as the Bot API words it."""
        self._settle([self._say(f"({', '.join(content)})", content)], waits)

    def sends_photo(self, caption: str | None = None) -> None:
        """Send a picture, perhaps with words below it."""
        size = {"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}
        self.sends({"photo": [size]} | ({} if caption is None else {"caption": caption}))

    def sends_voice(self) -> None:
        """Send a voice message."""
        self.sends({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}})

    def edits(self, text: str, instead_of: str | None = None) -> None:
        """Change the last message of one's own, or the last that said this."""
        with self._chats.changed:
            own = [message for message in self.chat.messages if message.author == self.name]
            message = next(each for each in reversed(own) if instead_of in (None, each.text))
            message.text = text
            update = self._chats.add_update(self.chat, "edited_message", message.to_json(self.chat) | {"edit_date": 1})
        self._settle([update], waits=True)

    def presses(self, label: str, on: Message | None = None, waits: bool = True) -> None:
        """Press the button that says this, below the newest message that has one or below the given message."""
        for message in [on] if on is not None else reversed(self.answers):
            for button in message.buttons:
                if button.label == label:
                    return self.presses_data(button.data, message, waits)
        raise AssertionError(f"no button says {label!r} in {self!r}")

    def presses_data(self, data: str, on: Message, waits: bool = True) -> None:
        """Press a button that carries this data, whether or not the message has one: clients can be made to lie."""
        with self._chats.changed:
            query_id = str(self._chats.new_id())
            self._chats.unanswered[query_id] = self.chat.id
            content = {
                "id": query_id,
                "from": self.chat.person_json(),
                "chat_instance": str(self.chat.id),
                "message": on.to_json(self.chat),
                "data": data,
            }
            update = self._chats.add_update(self.chat, "callback_query", content)
        self._settle([update], waits)

    def looks_up(self, words: str) -> InlineAnswer:
        """Write the bot's name and these words in some chat, and see what it lists."""
        with self._chats.changed:
            query_id = str(self._chats.new_id())
            self._chats.inline_answers[query_id] = None
            person = self.chat.person_json()
            content = {"id": query_id, "from": person, "query": words, "offset": "", "chat_type": "sender"}
            update = self._chats.add_update(self.chat, "inline_query", content)
        self._settle([update], waits=True)
        answer = self._chats.inline_answers[query_id]
        assert answer is not None, f"nothing was listed for {words!r}"
        return answer

    def deletes(self, message: Message) -> None:
        """Delete a message for everybody."""
        with self._chats.changed:
            self.chat.messages.remove(message)

    def blocks_the_bot(self) -> None:
        """From now on the bot is forbidden to write here."""
        with self._chats.changed:
            self.chat.is_blocked = True

    def repeats_last_update(self) -> None:
        """Have Telegram hand out again what this person did last. To wait for the bot, write something after it."""
        assert self.last_update is not None, f"{self.name} has not done anything"
        self._settle([self._chats.repeat_update(self.last_update)], waits=True)

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something is true of the chats, and fail with `what` if it does not come true."""
        with self._chats.changed:
            in_time = self._chats.changed.wait_for(holds, PATIENCE)
        assert in_time, f"still waiting for {what} in {self!r}"

    def waits_for_answers(self, count: int) -> None:
        """Wait until the bot has sent this many messages in all."""
        self.wait_until(lambda: len(self.answers) >= count, f"{count} answers")

    def _say(self, shown: str, content: Json, to: Message | None = None) -> PendingUpdate | None:
        with self._chats.changed:
            message = Message(self._chats.new_id(), self.name, shown, command_entities(shown))
            message.date, message.replies_to = self._chats.clock, to
            self.chat.messages.append(message)
            body = message.to_json(self.chat)
            if "text" not in content:
                del body["text"], body["entities"]
            return self._chats.add_update(self.chat, "message", body | content)

    def _settle(self, updates: list[PendingUpdate | None], waits: bool) -> None:
        given = [update for update in updates if update is not None]
        self.last_update = given[-1] if given else self.last_update
        if waits:
            self.wait_until(lambda: not any(map(self._chats.is_pending, given)), "the bot to deal with an update")


def _line(message: Message) -> str:
    buttons = "".join(f" [{label}]" for label in message.labels)
    return f"  {message.author}: {message.text}" + (f"\n   {buttons}" if buttons else "")
