"""The tables as the newest migration leaves them; a test holds the two against each other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware time, in UTC on both sides. SQLite keeps it as text without a zone, in which order is that of time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To the database."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From the database."""
        return None if value is None else value.replace(tzinfo=UTC)


class Listed(TypeDecorator[tuple[Any, ...]]):
    """A tuple of numbers or ids, as a JSON array in text, which both databases can compare."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To the database."""
        return None if value is None else json.dumps(list(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Any, ...] | None:  # noqa: ARG002
        """From the database."""
        return None if value is None else tuple(json.loads(value))


metadata = MetaData()

chats = Table(
    "chats",
    metadata,
    # BIGINT, which to SQLite is no name for its row numbers: those stay in a tree's inner pages when their row is gone.
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("conditions", Listed, nullable=False),
    Column("country", Text),
    Column("language", Text),
    Column("is_plain", Boolean, nullable=False),
    Column("at", Time),
    Column("zone", Text),
    Column("weekdays", Listed),
    Column("interests", Listed),
    Column("recent", Listed),
    Column("paused_until", Date),
    Column("thread", BigInteger),
    Column("next_due_at", Moment),
    Column("ended", Text),
    Column("seed", BigInteger, nullable=False),
    Column("round", Integer, nullable=False),
    Column("given", Listed, nullable=False),
)
_DUE = text("next_due_at IS NOT NULL")
Index("ix_chats_next_due_at", chats.c.next_due_at, sqlite_where=_DUE, postgresql_where=_DUE)

deliveries = Table(
    "deliveries",
    metadata,
    # Never given twice, not even after rows were erased: a sender may still hold the number.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("chat", BigInteger, nullable=False),
    Column("zone", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
    Column("tip", Text),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False),
    Column("retry_at", Moment),
    Column("sender", Text, nullable=False),
    Column("claimed_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("thread", BigInteger),
    UniqueConstraint("chat", "zone", "day", name="uq_deliveries_chat_zone_day"),
    sqlite_autoincrement=True,
)
_AGAIN = text("retry_at IS NOT NULL")
Index("ix_deliveries_retry_at", deliveries.c.retry_at, sqlite_where=_AGAIN, postgresql_where=_AGAIN)
OPEN = text("status IN ('claimed', 'sending')")
Index("ix_deliveries_open", deliveries.c.status, sqlite_where=OPEN, postgresql_where=OPEN)

questions = Table(
    "questions",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("text", Text, nullable=False),
    Column("nearest", Listed, nullable=False),
    Column("last_asked", Date, nullable=False),
)

askers = Table(
    "askers",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("person", LargeBinary, primary_key=True, index=True),
)

tallies = Table(
    "tallies",
    metadata,
    Column("day", Date, primary_key=True),
    Column("what", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("beat", BigInteger, nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
