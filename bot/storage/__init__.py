"""Where things are kept: one store for SQLite and PostgreSQL, and one in memory."""
