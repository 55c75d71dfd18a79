"""Who may decide for a group."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden

from bot.chat.aliases import ChatBot
from bot.chat.recent import Recent

_REMEMBERED_FOR = timedelta(minutes=1)
_DECIDING = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)


class GroupAdmins:
    """Asks Telegram who is an admin of a group, and remembers it for a minute."""

    def __init__(self, bot: ChatBot, now: Callable[[], datetime]) -> None:
        self._bot = bot
        self._now = now
        self._known: Recent[tuple[int, int], tuple[bool, datetime]] = Recent()

    async def include(self, chat_id: int, speaker: int) -> bool:
        """Whether this speaker is one. Whoever speaks in the name of the group itself is; a channel never is."""
        if speaker < 0:
            return speaker == chat_id
        known = self._known.of((chat_id, speaker))
        if known is not None and self._now() - known[1] < _REMEMBERED_FOR:
            return known[0]
        is_admin = await self._asked(chat_id, speaker)
        self._known.remember((chat_id, speaker), (is_admin, self._now()))
        return is_admin

    async def _asked(self, chat_id: int, speaker: int) -> bool:
        try:
            member = await self._bot.get_chat_member(chat_id, speaker)
        except (BadRequest, Forbidden):
            return False  # nobody Telegram knows as a member
        return member.status in _DECIDING
