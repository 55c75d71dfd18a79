"""How fast tips go out, and in how much memory: `python -m tests.benchmarks.delivery`.

A process sends to a Bot API server on loopback that takes 50 ms for a round trip and refuses a 31st message within any
second; its database holds a thousand subscribers who are all due, then a hundred times as many.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.support.bot_api import BotApi
from tests.support.subscribers import subscribe_at_once
from tests.support.telegram_limits import Conditions, Limits

ALLOWED = 30
ROUND_TRIP = 0.05
TARGET = 0.95
MORE_MEMORY = 10.0
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class FanOut:
    """What one fan-out came to; `megabytes` is the most that the sending process took."""

    subscribers: int
    tips: int
    per_second: float
    refused: int
    twice: int
    megabytes: float

    @property
    def is_good(self) -> bool:
        """Whether the rate is what it should be, and nothing went wrong."""
        return self.per_second >= TARGET * ALLOWED and not self.refused and not self.twice

    def __str__(self) -> str:
        return (
            f"{self.subscribers:>7} subscribers: {self.tips} tips at {self.per_second:.1f} a second, "
            f"{self.per_second / ALLOWED:.1%} of what is allowed; {self.refused} refused, {self.twice} came twice; "
            f"{self.megabytes:.0f} MB"
        )


def fan_out(subscribers: int, tips: int) -> FanOut:
    """Send so many tips to the first of so many subscribers."""
    with tempfile.TemporaryDirectory() as folder, BotApi() as api:
        api.conditions, api.limits = Conditions(ROUND_TRIP), Limits(ALLOWED)
        numbers = [api.chats.add_chat("Subscriber").id for _ in range(tips + ALLOWED * 4)]
        numbers += range(numbers[-1] + 1, numbers[-1] + 1 + subscribers - len(numbers))
        database = f"sqlite:///{Path(folder) / 'store.db'}"
        asyncio.run(subscribe_at_once(database, numbers))
        megabytes = _send(api, database, tips)
        passed = api.limits.passed[:tips]
        counts = [len(chat.messages) for chat in api.chats.chats.values()]
        return FanOut(
            subscribers,
            tips,
            (tips - 1) / (passed[-1] - passed[0]),
            len(api.complaints),
            sum(count > 1 for count in counts),
            megabytes,
        )


def _send(api: BotApi, database: str, tips: int) -> float:
    """Have a process send until so many have arrived. Returns its peak memory in megabytes."""
    command = [sys.executable, "-m", "tests.support.tips_process", api.token, api.url, database, str(ALLOWED)]
    process = subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE)
    while api.limits is not None and len(api.limits.passed) < tips and process.poll() is None:
        time.sleep(0.2)
    process.terminate()
    output, _ = process.communicate(timeout=30)
    return float(output.split()[-1]) / 1024


def main() -> None:
    """Measure and tell; exit non-zero where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tips", type=int, default=600, help="tips to send each time (default: 600)")
    parser.add_argument("--subscribers", type=int, default=100_000, help="how many the larger database holds")
    chosen = parser.parse_args()
    few, many = (fan_out(number, chosen.tips) for number in (1000, chosen.subscribers))
    print(few, many, sep="\n")  # noqa: T201  # a command
    sys.exit(not (few.is_good and many.is_good and many.megabytes < few.megabytes + MORE_MEMORY))


if __name__ == "__main__":
    main()
