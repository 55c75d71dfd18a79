"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _make_chats()
    _make_deliveries()
    _make_questions()
    op.create_table(
        "tallies",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("what", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("beat", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )


def _make_chats() -> None:
    op.create_table(
        "chats",
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("conditions", sa.Text, nullable=False),
        sa.Column("country", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("is_plain", sa.Boolean, nullable=False),
        sa.Column("at", sa.Time),
        sa.Column("zone", sa.Text),
        sa.Column("weekdays", sa.Text),
        sa.Column("interests", sa.Text),
        sa.Column("recent", sa.Text),
        sa.Column("paused_until", sa.Date),
        sa.Column("thread", sa.BigInteger),
        sa.Column("next_due_at", sa.DateTime(timezone=True)),
        sa.Column("ended", sa.Text),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("given", sa.Text, nullable=False),
    )
    due = sa.text("next_due_at IS NOT NULL")
    op.create_index("ix_chats_next_due_at", "chats", ["next_due_at"], sqlite_where=due, postgresql_where=due)


def _make_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tip", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True)),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("thread", sa.BigInteger),
        sa.UniqueConstraint("chat", "zone", "day", name="uq_deliveries_chat_zone_day"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_due_at", "deliveries", ["due_at"])
    again = sa.text("retry_at IS NOT NULL")
    op.create_index("ix_deliveries_retry_at", "deliveries", ["retry_at"], sqlite_where=again, postgresql_where=again)
    still = sa.text("status IN ('claimed', 'sending')")
    op.create_index("ix_deliveries_open", "deliveries", ["status"], sqlite_where=still, postgresql_where=still)


def _make_questions() -> None:
    op.create_table(
        "questions",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("nearest", sa.Text, nullable=False),
        sa.Column("last_asked", sa.Date, nullable=False),
    )
    op.create_table(
        "askers",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("person", sa.LargeBinary, primary_key=True),
    )
    op.create_index("ix_askers_person", "askers", ["person"])
