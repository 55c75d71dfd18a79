"""What happens when something went wrong: the person hears of it, the log says where, and nobody's words are in it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence

import structlog
from telegram import Update
from telegram.error import TelegramError

from bot.chat.admins import make_tell_admins
from bot.chat.aliases import ChatContext
from bot.chat.languages import language_of
from bot.chat.sender import Sender
from bot.core.knowledge import OperatorText
from bot.core.languages import Conversations

_log = structlog.get_logger(__name__)


class Failures:
    """The one error handler: whatever a handler did not catch ends here. `admins` hear of each kind of error once."""

    def __init__(self, conversations: Conversations, sender: Sender, admins: Sequence[int] = ()) -> None:
        self._conversations = conversations
        self._sender = sender
        self._tell_admins = make_tell_admins(sender, admins)
        self._told: set[tuple[str, str | None]] = set()

    async def on_error(self, update: object, context: ChatContext) -> None:
        """Log the error without a word of the update, and tell the person that an answer is missing."""
        event = "updates_not_fetched" if update is None else "update_failed"
        update_id = update.update_id if isinstance(update, Update) else None
        error, place = type(context.error).__name__, _where(context.error)
        _log.error(event, update_id=update_id, error=error, where=place)
        if isinstance(update, Update):
            await self._apologise(update)
            await self._report(error, place)

    async def _report(self, error: str, place: str | None) -> None:
        if (error, place) not in self._told:
            self._told.add((error, place))
            text = self._conversations().knowledge.wording.operator[OperatorText.ERROR]
            await self._tell_admins(text.format(error=error, place=place))

    async def _apologise(self, update: Update) -> None:
        try:
            if update.callback_query is not None:
                await self._sender.acknowledge(update.callback_query.id)
            if update.effective_chat is not None:
                wording = self._conversations(language_of(update)).knowledge.wording
                await self._sender.tell(update.effective_chat.id, wording.failure)
        except TelegramError as error:
            # The likely cause is that of the first error; one line about it is enough.
            _log.error("failure_not_told", update_id=update.update_id, error=type(error).__name__)


def quiet_the_libraries() -> None:
    """Keep the token and what people write out of the logs, whatever level the log is set to.

    httpx logs each address, which holds the token, at INFO and httpcore at DEBUG. The Telegram library logs the token
    and all updates at DEBUG, and the updates it cannot read even at CRITICAL; it raises whatever matters as well.
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)


def _where(error: BaseException | None) -> str | None:
    """The file and line that raised the error: a traceback without its message, which may quote a person."""
    frames = traceback.extract_tb(error.__traceback__) if error is not None else None
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else None
