"""What a whole bot leaves behind: of what people write, nothing, neither in its log nor in its database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.support.bot_api import BotApi
from tests.support.packs import BREAD
from tests.support.people import Person

ROOT = Path(__file__).parents[2]
WRITTEN = "quoxblemish"


def test_neither_the_log_at_its_most_talkative_nor_the_database_holds_what_people_write(
    api: BotApi, ana: Person, tmp_path: Path
) -> None:
    surroundings = os.environ | {
        "TELEGRAM_BOT_TOKEN": api.token,
        "TELEGRAM_API_URL": api.url,
        "KNOWLEDGE_PATH": str(BREAD),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'bread.db'}",
        "CACHE_PATH": str(tmp_path / "cache"),
        "LOG_LEVEL": "debug",
    }
    with (tmp_path / "log").open("wb") as log:
        command = [sys.executable, "-m", "bot", "run"]
        bot = subprocess.Popen(command, cwd=ROOT, env=surroundings, stderr=log)
        try:
            ana.writes(f"why is my bread so dense {WRITTEN}")
            ana.writes("send me a tip every day at 9 in Oslo")
            assert "Every day at 09:00 in Oslo" in ana.last.text
            ana.writes(f"{WRITTEN} {WRITTEN}")
            ana.writes("stop")
            bot.send_signal(signal.SIGTERM)
            assert bot.wait(30) == 0
        finally:
            bot.kill()
            bot.wait()
    left = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert b"updates" in left["log"] or b"tips_begin" in left["log"], "there is a log"
    for name, content in left.items():
        assert WRITTEN.encode() not in content, name
        assert api.token.partition(":")[2].encode() not in content, name
