"""A reply in a terminal is fitted to the width, and loses nothing where there is no colour and no terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bot.core.knowledge import Source
from bot.core.replies import Choice, Paragraph, Reply, ReplyKind, Role
from bot.terminal.rendering import show

LONG = "Knead the dough until it is smooth and springs back when you press it, which takes about ten minutes by hand."
SOURCE = Source(id="mill", title="Flour", publisher="The Mill", address="https://mill.example.org/flour")
ANSWER = Reply(
    ReplyKind.ANSWER,
    (
        Paragraph(Role.TITLE, "Kneading [by hand]"),
        Paragraph(Role.LEAD, "It makes the dough hold together :smile:"),
        Paragraph(Role.POINT, LONG),
        Paragraph(Role.SAFETY, "Mind the oven."),
        Paragraph(Role.SOURCES, "Source: The Mill", (SOURCE,)),
    ),
    choices=(Choice("ask:dough:causes", "Why"), Choice("ask:dough:relief", "What helps")),
)
URGENT = Reply(ReplyKind.URGENT, (Paragraph(Role.TITLE, "Fire."), Paragraph(Role.POINT, "Leave the house.")))


def shown(reply: Reply, *, width: int, terminal: bool, encoding: str = "utf-8", colour: bool = False) -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    environment = {"TERM": "xterm-256color"} | ({} if colour else {"NO_COLOR": "1"})
    console = Console(file=file, width=width, force_terminal=terminal, highlight=False, _environ=environment)
    show(console, reply)
    file.flush()
    return raw.getvalue().decode(encoding)


def words(text: str) -> list[str]:
    return [word for word in text.split() if word != "•"]


def without_escapes(text: str) -> str:
    return Console(file=io.StringIO()).render_str("").from_ansi(text).plain


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(width: int) -> None:
    lines = without_escapes(shown(ANSWER, width=width, terminal=True)).splitlines()
    assert all(len(line) <= min(width, 88) for line in lines)
    assert words(" ".join(lines)) == words(f"{ANSWER.text} [1] Why [2] What helps")


def test_further_lines_of_a_point_start_below_its_first_word() -> None:
    lines = without_escapes(shown(ANSWER, width=40, terminal=True)).splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("• Knead"))
    assert lines[first + 1].startswith("  ")
    assert not lines[first + 1].startswith("   ")


def test_a_source_is_a_link() -> None:
    assert SOURCE.address in shown(ANSWER, width=80, terminal=True)


def test_colour_is_left_out_on_request() -> None:
    assert "\x1b[1;31m" in shown(URGENT, width=80, terminal=True, colour=True)
    assert "\x1b[1;31m" not in shown(URGENT, width=80, terminal=True)
    assert "31m" not in shown(URGENT, width=80, terminal=True)


def test_something_urgent_stands_in_a_frame_that_shows_without_colour() -> None:
    lines = without_escapes(shown(URGENT, width=40, terminal=True)).splitlines()
    assert len({len(line.rstrip()) for line in lines}) == 1
    assert "Leave the house." in lines[2]
    assert lines[0].startswith("╭")


def test_the_frame_is_drawn_with_what_the_encoding_has() -> None:
    bare = Reply(ReplyKind.URGENT, (Paragraph(Role.TITLE, "Fire."),))
    assert without_escapes(shown(bare, width=40, terminal=True, encoding="ascii")).startswith("+---")


def test_outside_a_terminal_it_is_the_plain_text_with_its_lines_unbroken() -> None:
    assert shown(ANSWER, width=20, terminal=False) == f"{ANSWER.text}\n[1] Why\n[2] What helps\n"
