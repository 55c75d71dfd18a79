"""A bot that echoes, as a process of its own: python -m tests.support.echo_bot TOKEN URL."""

from __future__ import annotations

import sys

from bot.chat.application import make_application, run
from bot.core.languages import Spoken
from tests.support.echo import Echo


def main() -> None:
    """Answer until a signal comes."""
    token, url = sys.argv[1:]
    run(make_application(Spoken(Echo()), token, url))


if __name__ == "__main__":
    main()
