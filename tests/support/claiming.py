"""A process of its own that claims what is due: `python -m tests.support.claiming URL SENDER HOW`.

It prints a line for each step, and is told by HOW where to stop: `all` claims until nothing is due, `decide` stops in
the middle of a claim, `lead` becomes the leader and stays it.
"""

from __future__ import annotations

import asyncio
import sys
import time

from bot.core.ports import Claim, Subscriber
from bot.storage.leadership import Beats
from bot.storage.sql import SqlStore, open_store
from tests.support.subscribers import DUE, decide

QUICK = Beats(look=0.1, beat=0.2, stop=1.0, dead=1.5)


def say(what: object) -> None:
    """Tell whoever has started this process."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


async def claim_all(store: SqlStore, sender: str) -> None:
    """Claim a few at a time until nothing is left, and say which."""
    while claimed := await store.claim_due(DUE, 7, decide, sender):
        for delivery in claimed:
            say(delivery.chat)


async def claim_for_ever(store: SqlStore, sender: str) -> None:
    """Decide for one, and then no more: the transaction stays open."""
    decided = 0

    def decide_one(subscriber: Subscriber) -> Claim:
        nonlocal decided
        decided += 1
        if decided > 1:
            say("in the middle")
            time.sleep(60)
        return decide(subscriber)

    await store.claim_due(DUE, 7, decide_one, sender)


async def lead(store: SqlStore, sender: str) -> None:
    """Lead for as long as one is let."""
    async with store.leadership(sender) as is_mine:
        say("leading")
        while is_mine():  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.05)
        say("lost")
        await asyncio.sleep(60)


async def main(url: str, sender: str, how: str) -> None:
    """Do what is asked for."""
    async with open_store(url, QUICK) as store:
        say("ready")
        await {"all": claim_all, "decide": claim_for_ever, "lead": lead}[how](store, sender)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
