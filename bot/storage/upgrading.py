"""Bringing a database to the schema of this version, at every start and by `python -m bot migrate`."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.errors import StorageError
from bot.storage.database import Database

NEWEST = "0001"
"""The last migration. It is named here so that a start with nothing to migrate need not load Alembic."""

MIGRATIONS = Path(__file__).with_name("migrations")

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext('migrate'))")


async def migrate_at(url: str) -> tuple[str | None, str]:
    """`upgrade` the database at this address."""
    database = Database(url)
    try:
        return await upgrade(database)
    finally:
        await database.close()


async def upgrade(database: Database) -> tuple[str | None, str]:
    """Run the migrations that are missing, all or none. Returns the schema found, None for none, and the one left.

    Raises StorageError where the schema is newer than this version.
    """
    await database.look()
    async with database.reading() as connection:
        found = await connection.run_sync(_revision)
    if found == NEWEST:
        return found, NEWEST
    async with database.writing() as connection:
        if not database.is_sqlite:
            await connection.execute(_ONE_AT_A_TIME)
        return await connection.run_sync(_upgrade, database.place), NEWEST


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _upgrade(connection: Connection, place: str) -> str | None:
    # Imported here: it takes longer to load than a start may take, and is seldom needed.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    found = _revision(connection)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StorageError(
            f"The database {place} was made by a newer version (schema {found}, this one knows {NEWEST}): "
            "update the bot, or name another database in DATABASE_URL."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return found
