"""Tables for whoever reads them in a terminal or a file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

_WIDTH = 120
"""Columns of a table where the output is no terminal."""


def make_table(first: str, numbers: Sequence[str]) -> Table:
    """An empty table: names on the left, and numbers."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(first, no_wrap=True)
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True, min_width=len(name))
    return table


def print_tables(*tables: Table) -> None:
    """Print them to standard output, one below the other."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else _WIDTH
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)
    for table in tables:
        console.print(table)
