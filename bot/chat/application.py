"""The Telegram bot as a whole: built from its parts, run until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn, TypeAlias

import structlog
from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.chat.aliases import ChatApplication, ChatContext
from bot.chat.bookkeeping import Bookkeeping
from bot.chat.failures import Failures, quiet_the_libraries
from bot.chat.flood import Flood
from bot.chat.group_admins import GroupAdmins
from bot.chat.groups import Groups, is_in_group
from bot.chat.handlers import Beside, Handlers
from bot.chat.inline import Inline
from bot.chat.keeping import Keeping
from bot.chat.memory import ChatStates
from bot.chat.operator import COMMANDS, Operator
from bot.chat.ordering import InOrder
from bot.chat.pace import Pace
from bot.chat.polling import Polling
from bot.chat.profile import Profile
from bot.chat.sender import Sender
from bot.chat.voting import Feedback, Voting
from bot.core.kept import Kept
from bot.core.languages import Conversations
from bot.core.ports import Store
from bot.errors import ChatError

Companion: TypeAlias = Callable[[], Coroutine[Any, Any, NoReturn]]
"""Makes something that runs as long as the bot does. Cancelled, it may still finish what it has begun."""

_SECONDS_FOR_A_RESPONSE = 10.0
_SECONDS_TO_FINISH = 20.0
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_WORDS = filters.TEXT | filters.CAPTION
_PRIVATE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
_PRIVATELY_EDITED = filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE
_NO_WORDS = _PRIVATE & ~filters.StatusUpdate.ALL

_BEFORE_TURN, _AFTER_TURN = -1, 1

_log = structlog.get_logger(__name__)


async def _nothing_to_reload() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Operation:
    """What those who run the bot decide: whose chats are theirs, how packs are read anew, and whether to collect."""

    admins: Sequence[int] = ()
    reload: Callable[[], Awaitable[bool]] = _nothing_to_reload
    collects: bool = False


async def nothing_kept(_: int) -> Kept:
    """What is kept of a chat where nothing ever is."""
    return Kept()


def make_application(  # noqa: PLR0913 - every part that can be another in a test or another bot is passed in
    conversations: Conversations,
    token: str,
    api_url: str = "https://api.telegram.org",
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    pace: Pace | None = None,
    flood: Flood | None = None,
    feedback: Feedback | None = None,
    store: Store | None = None,
    states: ChatStates | None = None,
    operation: Operation = Operation(),
) -> ChatApplication:
    """A bot that talks to Telegram at `api_url`, not yet connected. `conversations` are asked at every turn.

    Without a `store` nothing is kept of a chat for long. `pace` and `states` are given where something else sends
    through the same bot, as tips do. People are asked whether an answer helped where there is a store to count it in,
    or `feedback` says otherwise.
    """
    quiet_the_libraries()
    flood = flood or Flood()
    bookkeeping = Bookkeeping(store, now, collects=operation.collects) if store else None

    async def on_flood(update: Update) -> None:
        await handlers.on_flood(update)  # made below, for they need the bot that is built with this

    async def on_stopped(_: ChatApplication) -> None:
        if bookkeeping is not None:
            await bookkeeping.write_down()

    application: ChatApplication = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{api_url}/bot")
        .base_file_url(f"{api_url}/file/bot")
        .read_timeout(_SECONDS_FOR_A_RESPONSE)
        .concurrent_updates(InOrder(flood, on_flood))
        .updater(None)
        .job_queue(None)
        .post_init(Profile(conversations).update)
        .post_stop(on_stopped)
        .build()
    )
    sender = Sender(application.bot, pace or Pace())
    states = ChatStates() if states is None else states
    feedback = feedback or (bookkeeping.feedback if bookkeeping else None)
    voting = Voting(conversations, sender, lambda: application.bot.username, feedback) if feedback else None
    beside = Beside(voting, bookkeeping, store)
    handlers = Handlers(conversations, sender, states, now, lambda: application.bot.username, beside)
    if store and operation.admins:
        _route_operator(application, Operator(conversations, sender, store, operation.reload, now), operation.admins)
    groups = Groups(conversations, sender, GroupAdmins(application.bot, now), flood, now, store)
    _route_groups(application, groups)
    _route(application, handlers)
    kept: Callable[[int], Awaitable[Kept]] = nothing_kept
    if store is not None:
        keeping = Keeping(store, states, conversations, sender, now)
        kept = keeping.kept
        application.add_handler(TypeHandler(Update, keeping.before_turn), group=_BEFORE_TURN)
        application.add_handler(TypeHandler(Update, keeping.after_turn), group=_AFTER_TURN)
    if bookkeeping is not None:
        application.add_handler(TypeHandler(Update, bookkeeping.after_turn), group=_AFTER_TURN + 1)
    application.add_handler(InlineQueryHandler(Inline(conversations, now, kept).on_query))
    application.add_error_handler(Failures(conversations, sender, operation.admins).on_error)
    return application


def run(application: ChatApplication, *alongside: Companion, on_fetched: Callable[[], None] = lambda: None) -> None:
    """Answer until SIGINT or SIGTERM; a second one does not wait for the end. Raises ChatError as `serve` does."""
    asyncio.run(serve_until_signalled(application, *alongside, on_fetched=on_fetched))


async def serve(
    application: ChatApplication,
    stop: asyncio.Event,
    *alongside: Companion,
    on_fetched: Callable[[], None] = lambda: None,
) -> None:
    """Answer until `stop` is set. Raises ChatError where Telegram refuses the token or is out of reach.

    What runs alongside can send through the bot, and is given the time to finish what it has begun. `on_fetched` is
    called each time Telegram has answered a request for updates.
    """
    failure = await _sign_in(application)
    if failure is not None:
        # Raised out here, so that it does not carry the library's error along, which quotes the token.
        raise failure
    async with application:
        await application.start()
        _log.info("bot_started", username=application.bot.username)
        if application.post_init is not None:
            application.create_task(application.post_init(application))  # nobody's answer waits for it
        companions = [_begin(companion) for companion in alongside]
        try:
            await Polling(application, on_fetched).run(stop)
        finally:
            await _end(companions)
            await application.stop()
            if application.post_stop is not None:
                await application.post_stop(application)
            _log.info("bot_stopped")


async def serve_until_signalled(
    application: ChatApplication, *alongside: Companion, on_fetched: Callable[[], None] = lambda: None
) -> None:
    """`serve` until SIGINT or SIGTERM; a second one does not wait for the end."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def on_signal(*_: object) -> None:
        for number in _STOP_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        loop.call_soon_threadsafe(stop.set)

    # Not the loop's own signal handlers: Windows has none.
    for number in _STOP_SIGNALS:
        signal.signal(number, on_signal)
    await serve(application, stop, *alongside, on_fetched=on_fetched)


def _route_groups(application: ChatApplication, groups: Groups) -> None:
    """What comes from groups is dealt with here, and never reaches what is for private chats."""
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, groups.on_migration))
    said = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE & _WORDS
    application.add_handler(MessageHandler(said, groups.on_message))
    application.add_handler(_GroupChoiceHandler(groups.on_choice))
    application.add_handler(ChatMemberHandler(groups.on_membership, ChatMemberHandler.MY_CHAT_MEMBER))


class _GroupChoiceHandler(CallbackQueryHandler[ChatContext, None]):
    """Takes the buttons below messages in groups."""

    def check_update(self, update: object) -> bool | object | None:
        """Whether it is one of these."""
        in_group = isinstance(update, Update) and is_in_group(update.effective_chat)
        return super().check_update(update) if in_group else None


def _route_operator(application: ChatApplication, operator: Operator, admins: Sequence[int]) -> None:
    """Commands of those who run the bot, which to anybody else are commands that there are not."""
    theirs = filters.UpdateType.MESSAGE & filters.Chat(admins)
    for command, handler in zip(COMMANDS, (operator.on_stats, operator.on_gaps, operator.on_reload), strict=True):
        application.add_handler(CommandHandler(command, handler, theirs))


def _route(application: ChatApplication, handlers: Handlers) -> None:
    """The first that fits is taken."""
    application.add_handler(MessageHandler(filters.COMMAND & _PRIVATE, handlers.on_command))
    application.add_handler(CallbackQueryHandler(handlers.on_choice))
    application.add_handler(MessageHandler(_WORDS & _PRIVATE, handlers.on_text))
    application.add_handler(MessageHandler(_WORDS & _PRIVATELY_EDITED, handlers.on_edited_text))
    application.add_handler(MessageHandler(_NO_WORDS, handlers.on_other))


def _begin(companion: Companion) -> asyncio.Task[NoReturn]:
    task = asyncio.create_task(companion())
    task.add_done_callback(_report_end)
    return task


async def _end(companions: Sequence[asyncio.Task[NoReturn]]) -> None:
    """Cancel them, and once more where one does not come to its end."""
    for companion in companions:
        companion.cancel()
    if companions:
        _, late = await asyncio.wait(companions, timeout=_SECONDS_TO_FINISH)
        for companion in late:
            companion.cancel()


def _report_end(task: asyncio.Task[NoReturn]) -> None:
    """What runs alongside must not end by itself; if it does, people are still answered, and the log says so."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("companion_ended", error=type(error).__name__)


async def _sign_in(application: ChatApplication) -> ChatError | None:
    """Connect, and make sure that updates can be polled. Returns what stood in the way, for `serve` to raise."""
    try:
        await application.initialize()
        await application.bot.delete_webhook()
    except InvalidToken:
        failure = ChatError("Telegram does not know this bot: check the token and the address of the Bot API.")
    except TelegramError as error:
        kind = type(error).__name__  # not its message, which may quote an address with the token in it
        failure = ChatError(f"Telegram cannot be reached ({kind}): check the network and the address of the Bot API.")
    else:
        return None
    await application.bot.shutdown()
    return failure
