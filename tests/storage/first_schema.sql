CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO alembic_version VALUES ('0001');
CREATE TABLE chats (
    chat BIGINT NOT NULL PRIMARY KEY, conditions TEXT NOT NULL, country TEXT, language TEXT, is_plain BOOLEAN NOT NULL,
    at TIME, zone TEXT, weekdays TEXT, interests TEXT, recent TEXT, paused_until DATE, thread BIGINT,
    next_due_at TIMESTAMP WITH TIME ZONE, ended TEXT, seed BIGINT NOT NULL, round INTEGER NOT NULL, given TEXT NOT NULL
);
CREATE INDEX ix_chats_next_due_at ON chats (next_due_at) WHERE next_due_at IS NOT NULL;
INSERT INTO chats VALUES (
    -1001, '["pregnant"]', 'pt', 'en', true, '08:30', 'Europe/Lisbon', '[0, 1]', '["kneading"]', '[]', '2026-11-23', 5,
    '2026-11-23 08:30:00+00', NULL, 281474976710655, 0, '["a", "b"]'
);
INSERT INTO chats VALUES (
    7, '[]', 'ie', NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'blocked', 4, 0, '[]'
);
CREATE TABLE deliveries (
    id BIGSERIAL PRIMARY KEY, chat BIGINT NOT NULL, zone TEXT NOT NULL, day DATE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL, tip TEXT, status TEXT NOT NULL, reason TEXT, attempts INTEGER NOT NULL,
    retry_at TIMESTAMP WITH TIME ZONE, sender TEXT NOT NULL, claimed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE, thread BIGINT, CONSTRAINT uq_deliveries_chat_zone_day UNIQUE (chat, zone, day)
);
CREATE INDEX ix_deliveries_due_at ON deliveries (due_at);
CREATE INDEX ix_deliveries_retry_at ON deliveries (retry_at) WHERE retry_at IS NOT NULL;
CREATE INDEX ix_deliveries_open ON deliveries (status) WHERE status IN ('claimed', 'sending');
INSERT INTO deliveries (
    chat, zone, day, due_at, tip, status, reason, attempts, retry_at, sender, claimed_at, settled_at, thread
) VALUES (
    -1001, 'Europe/Lisbon', '2026-11-22', '2026-11-22 08:30:00+00', 'b', 'sent', NULL, 1, NULL, 'somebody',
    '2026-11-22 08:30:02+00', '2026-11-22 08:30:03+00', 5
);
CREATE TABLE questions (
    digest BYTEA NOT NULL PRIMARY KEY, text TEXT NOT NULL, nearest TEXT NOT NULL, last_asked DATE NOT NULL
);
INSERT INTO questions VALUES ('\x0102', 'why is it', '["kneading"]', '2026-11-22');
CREATE TABLE askers (digest BYTEA NOT NULL, person BYTEA NOT NULL, PRIMARY KEY (digest, person));
CREATE INDEX ix_askers_person ON askers (person);
INSERT INTO askers VALUES ('\x0102', '\x0a0b');
CREATE TABLE tallies (
    day DATE NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL, number BIGINT NOT NULL,
    PRIMARY KEY (day, what, subject)
);
INSERT INTO tallies VALUES ('2026-11-22', 'answer', 'kneading', 3);
CREATE TABLE leases (name TEXT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, beat BIGINT NOT NULL);
CREATE TABLE secrets (name TEXT NOT NULL PRIMARY KEY, value BYTEA NOT NULL);
INSERT INTO secrets VALUES ('people', '\x00ff');
