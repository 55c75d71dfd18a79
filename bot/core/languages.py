"""The languages the bot speaks: a pack of its own for each, and which of them somebody is answered from."""

from __future__ import annotations

from typing import Protocol

from bot.core.conversation import Conversation


class Conversations(Protocol):
    """The packs that are talked from. Asked at every turn, for a changed pack comes into use by what it returns."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are packs in, the default one first."""

    def __call__(self, *wished: str | None) -> Conversation:
        """The conversation in the first of these languages that is spoken, or else in the default one.

        A wish is a code as in a pack ("pt") or as clients tell it ("pt-BR"); None is no wish.
        """


class Spoken:
    """Packs in different languages, the default first, that stay as they are."""

    def __init__(self, default: Conversation, *others: Conversation) -> None:
        self._default = default
        self._by_language = {each.knowledge.pack.language: each for each in (default, *others)}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are packs in, the default one first."""
        return tuple(self._by_language)

    def __call__(self, *wished: str | None) -> Conversation:
        """As Conversations promises."""
        codes = (_code(wish) for wish in wished if wish)
        return next((self._by_language[code] for code in codes if code in self._by_language), self._default)


def _code(language: str) -> str:
    """The language of a tag that may name a script and a country too."""
    return language.replace("_", "-").partition("-")[0].lower()
