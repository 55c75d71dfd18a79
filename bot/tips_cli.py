"""The commands of the group `tips`, for operators: what the database tells of daily tips is shown here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from bot.app import default_pack, now, tips_due, tips_report
from bot.config import load_settings
from bot.content.chat_like import EXAMPLE, kept_of, previewed
from bot.content.loader import load_knowledge
from bot.core.kept import Kept
from bot.core.knowledge import KnowledgeBase
from bot.core.ports import Claim, DeliveryStatus, Subscriber
from bot.tables import make_table, print_tables

if TYPE_CHECKING:
    from rich.table import Table

_MOST_DAYS = 3660
_SHOWN = 50
"""Characters of a tip that are shown."""

_MINUTE = "%Y-%m-%d %H:%M"
_COLUMNS = (DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN, DeliveryStatus.SKIPPED)
_OPEN = (DeliveryStatus.CLAIMED, DeliveryStatus.SENDING)
_LEGEND = (
    "Failed: refused for good, most often since the bot was blocked. Unknown: it may or may not have arrived, and is "
    "never sent again. Skipped: on purpose, such as too late. Open: still to be sent."
)

tips = typer.Typer(help="Look over the daily tips.", no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@tips.command("preview")
def preview(
    chat_like: Annotated[str, typer.Option("--chat-like", help=f"The chat as JSON, such as {EXAMPLE}.")],
    days: Annotated[int, typer.Option("--days", min=1, max=_MOST_DAYS, help="For so many days.")] = 30,
) -> None:
    """Show which tips a chat like this would get, and when."""
    knowledge = load_knowledge(default_pack(load_settings()))
    kept = kept_of(chat_like, knowledge)
    print_tables(_table_of_claims(previewed(kept, knowledge, now(), days), knowledge, kept))


@tips.command("due")
def show_due(
    *,
    hours: Annotated[float, typer.Option("--hours", min=0, help="Look so many hours ahead.")] = 0,
    most: Annotated[int, typer.Option("--most", min=1, help="Show no more than so many.")] = 20,
) -> None:
    """Show whose tip is due: those that should have gone out, or with --hours those that soon will."""
    until = now() + timedelta(hours=hours)
    subscribers, due = tips_due(load_settings(), until, most + 1)
    if not subscribers:
        print("No chat gets daily tips yet.")
        return
    print(f"Chats that get daily tips: {subscribers}. Due until {until:{_MINUTE}} UTC: {_number(due, most)}.")
    if due:
        print_tables(_table_of_due(due[:most]))


@tips.command("report")
def report(
    days: Annotated[int, typer.Option("--days", min=1, max=60, help="Look so many days back.")] = 14,
) -> None:
    """Show what became of the tips of each day (in UTC)."""
    first = now().date() - timedelta(days=days - 1)
    counts = tips_report(load_settings(), datetime(first.year, first.month, first.day, tzinfo=UTC))
    if not counts:
        print(f"No tip has been due since {first}.")
        return
    print_tables(_table_of_days(counts))
    print(_LEGEND)


def _table_of_claims(claims: Iterable[tuple[datetime, Claim]], knowledge: KnowledgeBase, kept: Kept) -> Table:
    by_id = {tip.id: tip for tip in knowledge.tips}
    zone = kept.subscription.zone if kept.subscription else ""
    rows = make_table("day", ("for them", "due (UTC)"))
    for name in ("topic", "tip"):
        rows.add_column(name, no_wrap=True)
    for due, made in claims:
        tip = by_id[made.tip] if made.tip else None
        what = (tip.topic, shorten(tip.text, _SHOWN, placeholder=" ...")) if tip else ("", f"none: {made.reason}")
        rows.add_row(f"{made.day:%a %Y-%m-%d}", _local(due, zone), f"{due:{_MINUTE}}", *what)
    return rows


def _number(due: Sequence[Subscriber], most: int) -> str:
    if not due:
        return "none"
    return f"more than {most}" if len(due) > most else str(len(due))


def _table_of_due(due: Sequence[Subscriber]) -> Table:
    rows = make_table("due (UTC)", ("for them", "zone", "chat"))
    for each in due:
        zone = each.kept.subscription.zone if each.kept.subscription else ""
        rows.add_row(f"{each.due_at:{_MINUTE}}", _local(each.due_at, zone), zone, str(each.chat))
    return rows


def _local(moment: datetime, zone: str) -> str:
    try:
        return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"
    except (ZoneInfoNotFoundError, ValueError):
        return "?"


def _table_of_days(counts: Mapping[date, Mapping[DeliveryStatus, int]]) -> Table:
    rows = make_table("day", (*_COLUMNS, "open"))
    for day, of_day in sorted(counts.items()):
        numbers = (*(of_day.get(status, 0) for status in _COLUMNS), sum(of_day.get(status, 0) for status in _OPEN))
        rows.add_row(day.isoformat(), *map(str, numbers))
    return rows
