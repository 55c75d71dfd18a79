"""A process that sends tips: python -m tests.support.tips_process TOKEN URL DATABASE MESSAGES_A_SECOND.

It says "leading" once it is the one to send, and at its end how much memory it took at most, in KiB. For it,
everybody's tip has just come due.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from telegram.ext import ExtBot

from bot.chat.pace import Limits, Pace
from bot.chat.tips import TelegramTips
from bot.core.ports import Delivery
from bot.core.replies import Reply
from bot.scheduling.daily_tips import DailyTips, Plan
from bot.storage.leadership import Beats
from bot.storage.sql import open_store
from tests.support.echo import say
from tests.support.subscribers import DUE, decide

QUICK = Beats(look=0.2, beat=0.5, stop=1.5, dead=3.0)
"""A contest for leadership that is over sooner than the real one, in the same proportions."""


async def send(token: str, url: str, database: str, per_second: int) -> None:
    """Send what is due until stopped."""
    began = time.monotonic()

    def now() -> datetime:
        return DUE + timedelta(seconds=1 + time.monotonic() - began)

    pace = Pace(Limits(per_second, in_a_chat=(3, 3.0), in_a_group=(20, 60.0)))
    async with open_store(database, QUICK) as store, ExtBot(token, f"{url}/bot") as bot:
        plan = Plan(lambda subscriber, _: decide(subscriber), _compose, now, tick=timedelta(seconds=0.5))
        running = asyncio.create_task(DailyTips(store, TelegramTips(bot, pace), plan).run())
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
        await asyncio.wait([running])


def _compose(delivery: Delivery) -> Reply:
    return say(f"{delivery.tip}")


def _announce(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    if event.get("event") == "tips_begin":
        print("leading", flush=True)  # noqa: T201  # this is how a test knows
    raise structlog.DropEvent


def _most_memory() -> str:
    """In KiB, where the system tells. What `resource` says would include that of whoever started the process."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((line.split()[1] for line in lines if line.startswith("VmHWM")), "0")


def main() -> None:
    """Send until a signal comes."""
    structlog.configure(processors=[_announce])
    logging.disable()
    token, url, database, per_second = sys.argv[1:]
    asyncio.run(send(token, url, database, int(per_second)))
    print(_most_memory())  # noqa: T201  # this is how a benchmark knows


if __name__ == "__main__":
    main()
