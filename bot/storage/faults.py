"""What databases complain of, in a sentence for the operator. None of it quotes a password or a value."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import StorageError

# What SQLite calls it, which a more special name begins with.
_OF_SQLITE = {
    "SQLITE_CANTOPEN": "cannot be opened: make its folder and let the bot write there, or name another in DATABASE_URL",
    "SQLITE_READONLY": "may not be written: let the bot write the file and its folder, or name another in DATABASE_URL",
    "SQLITE_PERM": "may not be written: let the bot write the file and its folder, or name another in DATABASE_URL",
    "SQLITE_NOTADB": "is a file but no SQLite database: move it away, or name another in DATABASE_URL",
    "SQLITE_CORRUPT": "is damaged: stop the bot and put your last backup in its place",
    "SQLITE_BUSY": "is locked by another program: end whatever keeps it open for writing",
    "SQLITE_FULL": "cannot grow: make room on its disk",
    "SQLITE_IOERR": "cannot be read or written: look at its disk",
}

# What PostgreSQL calls it: https://www.postgresql.org/docs/current/errcodes-appendix.html
_OF_POSTGRESQL = {
    "28P01": "refuses the password: check it in DATABASE_URL",
    "28000": "refuses the user: check the user in DATABASE_URL and the server's pg_hba.conf",
    "3D000": "does not exist: create it, or check its name in DATABASE_URL",
    "42501": "does not let this user do what the bot needs: make the user its owner",
    "53300": "has no connection left: raise max_connections, or run fewer bots",
    "57P03": "is starting or stopping: try again in a moment",
}


class RefusalError(Exception):
    """A server was reached and did not let the bot in; `kind` is the driver's word for it, `sqlstate` PostgreSQL's."""

    def __init__(self, kind: str, sqlstate: str | None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.sqlstate = sqlstate


@contextmanager
def told_plainly(place: str) -> Iterator[None]:
    """Raise what goes wrong with the database at `place` as a StorageError."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, RefusalError, OSError, TimeoutError) as error:
        raise StorageError(f"The database {place} {_complaint(error)}.") from error


def _complaint(error: BaseException) -> str:
    original = error.orig if isinstance(error, DBAPIError) else error
    named: str = getattr(original, "sqlite_errorname", "")
    state: str = getattr(original, "sqlstate", None) or ""
    for name, complaint in _OF_SQLITE.items():
        if named.startswith(name):
            return complaint
    if complaint := _OF_POSTGRESQL.get(state, ""):
        return complaint
    if isinstance(original, OSError | TimeoutError) or state.startswith("08"):
        return "cannot be reached: see that its server runs, and check host and port in DATABASE_URL"
    kind = original.kind if isinstance(original, RefusalError) else named or state or type(original).__name__
    return f"cannot be used as it is ({kind}): see that DATABASE_URL names the bot's own, and look at the server's log"
