"""What can go wrong, as a short tree.

BotError
├── SettingsError        a setting is missing or malformed
├── KnowledgeError       a pack has faults; carries them all
├── UnknownChoiceError   a choice was picked that this pack does not offer
├── BadLineError         a line of JSON input holds no question
├── BadChatError         a chat to preview tips for is not soundly described
├── StorageError         the database cannot be opened, reached, read or written
├── ServerError          the address for the bot's health cannot be listened at
└── ChatError            Telegram refuses the token, is out of reach, or cannot carry something

Each message is one sentence for the person who can mend it: what, where, what to do.
"""

from __future__ import annotations

from collections.abc import Sequence


class BotError(Exception):
    """The root: everything the bot raises on purpose."""


class SettingsError(BotError):
    """A setting is missing or malformed."""


class KnowledgeError(BotError):
    """A pack has faults. `faults` holds one readable line for each, in the order of file and line."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class UnknownChoiceError(BotError):
    """A choice was picked that this pack does not offer, such as a button from an older pack."""


class BadLineError(BotError):
    """A line of JSON input holds no question. The message follows the line's number: "is not JSON: ..."."""


class BadChatError(BotError):
    """A chat to preview tips for is not soundly described."""


class StorageError(BotError):
    """The database cannot be opened, reached, read or written. The message holds no password and no value."""


class ServerError(BotError):
    """An address that the bot is to serve at cannot be had, or is lost."""


class ChatError(BotError):
    """Telegram refuses the token, is out of reach, or cannot carry what it was given."""
