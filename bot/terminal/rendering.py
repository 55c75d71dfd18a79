"""Replies as rich text: fitted to the width, and readable where there is neither colour nor width."""

from __future__ import annotations

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.core.replies import Choice, Paragraph, Reply, ReplyKind, Role

_WIDEST = 88
_STYLES = {
    Role.TITLE: "bold",
    Role.HEADING: "bold",
    Role.CAUTION: "yellow",
    Role.SAFETY: "bold",
    Role.QUESTION: "bold",
    Role.NOTE: "dim",
    Role.SOURCES: "dim",
}


def show(console: Console, reply: Reply) -> None:
    """Print a reply and its numbered choices: laid out in a terminal, as plain unbroken lines anywhere else."""
    if console.is_terminal:
        console.print(_laid_out(reply), width=min(console.width, _WIDEST))
    else:
        lines = [reply.text, *(_numbered(number, choice) for number, choice in enumerate(reply.choices, start=1))]
        console.print(Text("\n".join(lines)), soft_wrap=True)


def _laid_out(reply: Reply) -> RenderableType:
    body = Group(*(_paragraph(paragraph) for paragraph in reply.paragraphs))
    framed = Panel(body, border_style="bold red") if reply.kind is ReplyKind.URGENT else body
    if not reply.choices:
        return framed
    choices = [Text(_numbered(number, choice), "cyan") for number, choice in enumerate(reply.choices, start=1)]
    return Group(framed, Text(), Columns(choices, padding=(0, 3)))


def _paragraph(paragraph: Paragraph) -> RenderableType:
    text = Text(paragraph.text, _STYLES.get(paragraph.role, ""))
    for source in paragraph.sources:
        text.highlight_words([source.publisher], f"link {source.address}")
    return _bulleted(text) if paragraph.role is Role.POINT else text


def _bulleted(text: Text) -> Table:
    """A point whose further lines start where its first word does."""
    row = Table.grid(padding=(0, 1))
    row.add_row("•", text)
    return row


def _numbered(number: int, choice: Choice) -> str:
    return f"[{number}] {choice.label}"
