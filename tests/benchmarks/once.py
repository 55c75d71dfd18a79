"""`python -m tests.benchmarks.once METHOD TEXT`: a method other than the bot opened afresh, for one question."""

from __future__ import annotations

import sys

from bot.app import default_pack, now
from bot.config import load_settings
from bot.content.loader import load_knowledge
from bot.core.conversation import State
from tests.benchmarks.catalogue import CATALOGUE, material_of

if __name__ == "__main__":
    _, name, text = sys.argv
    CATALOGUE[name].open(material_of(load_knowledge(default_pack(load_settings())), now())).hear(text, State())
