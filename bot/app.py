"""The composition root: builds the parts from the settings and passes them in.

Whoever talks to people is given the conversations, and asks for one at every turn: a changed pack comes into use by
what they are given then.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from bot.config import Settings
from bot.content.compiled import open_pack
from bot.content.packs import find_packs
from bot.core.conversation import Conversation
from bot.errors import StorageError

if TYPE_CHECKING:
    from bot.chat.application import Companion
    from bot.chat.memory import ChatStates
    from bot.content.service import PacksInService
    from bot.core.ports import Claim, Delivery, DeliveryStatus, Store, Subscriber, TipSender
    from bot.core.replies import Reply
    from bot.scheduling.daily_tips import DailyTips
    from bot.server.vitals import Vitals

_SECONDS_BETWEEN_LOOKS = 5.0
_SECONDS_OF_A_DAY = 86_400.0

_Answer = TypeVar("_Answer")


def now() -> datetime:
    """The time, for whoever passes it on to the core."""
    return datetime.now(UTC)


def open_conversation(settings: Settings) -> Conversation:
    """The pack in the default language, ready to be talked to. Raises KnowledgeError where it has faults."""
    return open_pack(default_pack(settings), settings.cache_path)


def default_pack(settings: Settings) -> Path:
    """The folder of the pack in the default language. Raises SettingsError where there is none."""
    return find_packs(settings.knowledge_path, settings.default_language)[0]


def run_in_terminal(settings: Settings) -> None:
    """Talk to whoever is at standard input, until they leave or it ends."""
    # Imported here, like Telegram below: an answer to `ask` waits for neither.
    from rich.console import Console

    from bot.terminal.dialogue import converse

    conversation = open_conversation(settings)
    converse(lambda: conversation, sys.stdin, Console(highlight=False), now)


def run_in_telegram(settings: Settings, token: str) -> None:
    """Talk to everybody who writes to the bot, until told to stop.

    Raises KnowledgeError where a pack is not fit for service, StorageError where the database cannot be used,
    ServerError where the address for its health is taken, and ChatError where Telegram is out of reach.
    """
    import asyncio

    from bot.content.service import PacksInService
    from bot.server.vitals import Vitals

    packs = PacksInService(
        settings.knowledge_path, settings.default_language, now, lambda folder: open_pack(folder, settings.cache_path)
    )
    asyncio.run(_talk(packs, Vitals(now), settings, token))


def migrate(settings: Settings) -> tuple[str | None, str]:
    """Bring the database to the schema of this version. Returns that found, None for none, and that of this version.

    Raises StorageError where the database cannot be used.
    """
    import asyncio

    from bot.storage.upgrading import migrate_at

    return asyncio.run(migrate_at(settings.database_url.get_secret_value()))


async def _talk(packs: PacksInService, vitals: Vitals, settings: Settings, token: str) -> None:
    import asyncio

    from bot.chat.admins import make_tell_admins
    from bot.chat.application import Operation, make_application, serve_until_signalled
    from bot.chat.memory import ChatStates
    from bot.chat.pace import Pace
    from bot.chat.sender import Sender
    from bot.chat.tips import TelegramTips
    from bot.server.canary import CanaryWatch
    from bot.storage.sql import open_store

    pace, states = Pace(), ChatStates()
    async with open_store(settings.database_url.get_secret_value()) as store:
        operation = Operation(
            settings.admin_chat_ids,
            lambda: asyncio.to_thread(packs.refresh, even_unchanged=True),
            settings.collect_unanswered,
        )
        application = make_application(
            packs, token, settings.telegram_api_url, pace=pace, store=store, states=states, operation=operation
        )
        tell_admins = make_tell_admins(Sender(application.bot, pace), settings.admin_chat_ids)
        await serve_until_signalled(
            application,
            lambda: _keep_up_to_date(packs, vitals),
            CanaryWatch(packs, vitals, tell_admins, now).run,
            lambda: _tidy_up(store, timedelta(days=settings.days_collected)),
            _daily_tips(store, packs, TelegramTips(application.bot, pace), states, settings).run,
            *_health_server(settings, vitals),
            on_fetched=vitals.polled,
        )


def _daily_tips(
    store: Store, packs: PacksInService, sender: TipSender, states: ChatStates, settings: Settings
) -> DailyTips:
    """What sends the daily tips, each from the pack in the language of its chat."""
    from bot.core.tips import claim
    from bot.scheduling.daily_tips import DailyTips, Plan

    def decide(subscriber: Subscriber, at: datetime) -> Claim:
        return claim(subscriber, packs(subscriber.kept.language).knowledge, at, settings.tip_grace)

    def compose(delivery: Delivery) -> Reply | None:
        return packs(delivery.kept.language).daily_tip(delivery.tip or "")

    def sent(delivery: Delivery) -> None:
        """A person's next words may be about the tip, such as "stop". In a group they are about anything."""
        if delivery.chat > 0 and delivery.tip is not None:
            conversation = packs(delivery.kept.language)
            state = conversation.after_tip(delivery.tip, delivery.due_at, states.of(delivery.chat), now())
            states.remember(delivery.chat, state)

    return DailyTips(store, sender, Plan(decide, compose, now, settings.tip_grace, sent=sent))


async def _tidy_up(store: Store, retention: timedelta) -> NoReturn:
    """Erase once a day what is too old to be of use; collected questions after this time."""
    import asyncio

    import structlog

    while True:
        today = now().date()
        try:
            await store.expire(today, today - retention)
        except StorageError:
            structlog.get_logger(__name__).warning("nothing_expired")
        await asyncio.sleep(_SECONDS_OF_A_DAY)


def _health_server(settings: Settings, vitals: Vitals) -> Sequence[Companion]:
    """What answers questions about the bot's health, where the settings name an address. Raises ServerError."""
    if settings.health_address is None:
        return ()
    from bot.server.health import listen, make_server, serve

    server, listening = make_server(lambda: vitals.health, now), listen(*settings.health_address)
    return (lambda: serve(server, listening),)


async def _keep_up_to_date(packs: PacksInService, vitals: Vitals) -> NoReturn:
    """Take changed packs into service within seconds, and at once on SIGHUP where there is such a signal."""
    import asyncio
    import contextlib
    import signal

    demanded = asyncio.Event()
    if hasattr(signal, "SIGHUP"):
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, demanded.set)
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(demanded.wait(), _SECONDS_BETWEEN_LOOKS)
        even_unchanged = demanded.is_set()
        demanded.clear()
        # In a thread: compiling a pack takes long enough for people to notice.
        await asyncio.to_thread(packs.refresh, even_unchanged=even_unchanged)
        vitals.packs_refused(packs.refused)


def tips_due(settings: Settings, until: datetime, limit: int) -> tuple[int, Sequence[Subscriber]]:
    """How many chats get daily tips, and at most `limit` of those whose tip is due by then, due longest first.

    Raises StorageError where there is no database yet, or it fails.
    """

    async def ask(store: Store) -> tuple[int, Sequence[Subscriber]]:
        return await store.subscribers(), await store.due(until, limit)

    return _asked(settings, ask)


def tips_report(settings: Settings, since: datetime) -> Mapping[date, Mapping[DeliveryStatus, int]]:
    """How many tips became what, by the day they were due. Raises StorageError as `tips_due` does."""
    return _asked(settings, lambda store: store.deliveries(since))


def _asked(settings: Settings, question: Callable[[Store], Coroutine[Any, Any, _Answer]]) -> _Answer:
    """What the store that the settings name has to say. One that is not there yet is not made for a question."""
    import asyncio

    from bot.storage.database import missing
    from bot.storage.sql import open_store

    url = settings.database_url.get_secret_value()
    if (place := missing(url)) is not None:
        raise StorageError(f"There is no database {place} yet: the bot makes it when it first runs in Telegram.")

    async def ask() -> _Answer:
        async with open_store(url) as store:
            return await question(store)

    return asyncio.run(ask())
