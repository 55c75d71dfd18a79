"""The commands, with those of knowledge_cli.py and tips_cli.py: the only places that print and exit.

Logging is set up here.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from bot.app import now, open_conversation, run_in_telegram, run_in_terminal
from bot.config import load_settings
from bot.core.conversation import State
from bot.errors import BotError
from bot.jsonl import answers
from bot.streams import make_streams_total

_WITHOUT_TELEGRAM = (
    "The conversation is here because TELEGRAM_BOT_TOKEN is not set; "
    "to have it in Telegram, get a token from @BotFather and put it into .env.\n"
)


_GROUPS = {"knowledge": "bot.knowledge_cli", "tips": "bot.tips_cli"}
"""Groups of commands by name, with the module whose attribute of that name they are."""


class _Commands(TyperGroup):
    """What the bot raises on purpose ends a command with its message and status 1, and without a traceback.

    A group of commands is imported when it is called for: `ask` does not wait for what editors use.
    """

    # Any: the classes of commands and contexts are private to the library.
    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *_GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in _GROUPS:
            return get_command(getattr(import_module(_GROUPS[cmd_name]), cmd_name))
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BotError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(1) from error


cli = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@cli.callback()
def prepare() -> None:
    """Answer questions from a knowledge pack, in Telegram or in a terminal."""
    make_streams_total()


@cli.command()
def run() -> None:
    """Talk to people: in Telegram if a token is set, otherwise in this terminal."""
    settings = load_settings()
    if settings.telegram_bot_token is None:
        print(_WITHOUT_TELEGRAM, flush=True)
        run_in_terminal(settings)
        return
    from bot.logs import set_up_logging

    token = settings.telegram_bot_token.get_secret_value()
    set_up_logging(settings.log_level, settings.log_format, token)
    run_in_telegram(settings, token)


@cli.command()
def migrate() -> None:
    """Bring the database to the schema of this version; `run` does so by itself."""
    from bot.app import migrate

    found, newest = migrate(load_settings())
    if found == newest:
        print(f"The database has schema {newest} already.")
    else:
        print(f"The database has schema {newest} now; it had {found or 'none'}.")


@cli.command()
def chat() -> None:
    """Talk in this terminal, or answer the lines of standard input."""
    run_in_terminal(load_settings())


@cli.command()
def ask(
    text: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help="One question.")] = None,
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read JSON lines {text, chat}, write one for each.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show why the answer came out as it did.")] = False,
) -> None:
    """Answer one question, or each of the JSON lines on standard input."""
    if jsonl and text:
        raise typer.BadParameter("With --jsonl the questions are read from standard input: leave out the text.")
    if jsonl:
        _ask_lines(explain=explain)
    elif text:
        _ask_once(" ".join(text), explain=explain)
    else:
        raise typer.BadParameter('Write a question in quotes: ask "...". To read questions as JSON lines: ask --jsonl.')


def _ask_once(text: str, *, explain: bool) -> None:
    turn = open_conversation(load_settings()).hear(text, State(), now())
    print(turn.reply.text)
    if explain:
        print("", *turn.explanation.lines(), sep="\n")


def _ask_lines(*, explain: bool) -> None:
    """One line out for each line in; the status tells at the end whether one of them could not be read."""
    unread = False
    for answer in answers(open_conversation(load_settings()), sys.stdin.buffer, now, explain=explain):
        print(json.dumps(answer), flush=True)
        unread = unread or "error" in answer
    if unread:
        raise typer.Exit(1)
