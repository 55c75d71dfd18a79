"""`python -m bot`."""

from __future__ import annotations

from bot.cli import cli

if __name__ == "__main__":
    cli()
