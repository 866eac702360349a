-- The office this vault is enrolled with, what waits to go there, what came back.
CREATE TABLE office (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    card   TEXT NOT NULL,
    state  TEXT NOT NULL,
    joined_at TEXT NOT NULL
) STRICT;

-- Devices an office certified (on a desk: all of them; in the field: the desk's and the server's keys).
CREATE TABLE devices (
    thumbprint    TEXT PRIMARY KEY,
    code          TEXT NOT NULL,
    role          TEXT NOT NULL,
    certificate   TEXT NOT NULL,
    state         TEXT NOT NULL,
    revoked_since TEXT,
    joined_at     TEXT NOT NULL
) STRICT;

CREATE TABLE device_keys (
    device  TEXT NOT NULL,
    purpose TEXT NOT NULL,
    raw     BLOB NOT NULL,
    PRIMARY KEY (device, purpose, raw)
) STRICT, WITHOUT ROWID;

-- One row a thing that has to arrive: a record version, a file, an identity envelope.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,
    subject     TEXT NOT NULL,
    number      INTEGER NOT NULL DEFAULT 0,
    bytes       INTEGER NOT NULL DEFAULT 0,
    state       TEXT NOT NULL DEFAULT 'waiting',
    reason      TEXT,
    submission  TEXT,
    queued_at   TEXT NOT NULL,
    UNIQUE (kind, subject, number)
) STRICT;
CREATE INDEX outbox_state ON outbox (state);

CREATE TABLE submissions (
    id         TEXT PRIMARY KEY,
    epoch      INTEGER NOT NULL,
    size       INTEGER NOT NULL,
    manifest   BLOB NOT NULL,
    digest     TEXT NOT NULL,
    checkpoint TEXT NOT NULL,
    objects    TEXT NOT NULL,
    state      TEXT NOT NULL,
    made_at    TEXT NOT NULL
) STRICT;

-- Objects made for the road only (encrypted record packages); payload objects are the payload files.
CREATE TABLE road_objects (
    digest     TEXT PRIMARY KEY,
    submission TEXT NOT NULL REFERENCES submissions (id),
    content    BLOB NOT NULL
) STRICT;

CREATE TABLE receipts (
    digest     TEXT PRIMARY KEY,
    submission TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('stored', 'accepted', 'refused')),
    receipt    TEXT NOT NULL,
    received_at TEXT NOT NULL
) STRICT;
CREATE TRIGGER receipts_no_update BEFORE UPDATE ON receipts BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER receipts_no_delete BEFORE DELETE ON receipts BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- What this vault issued: bundles and encrypted exports.
CREATE TABLE bundles (
    number    TEXT PRIMARY KEY,
    edition   TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    records   TEXT NOT NULL,
    digest    TEXT NOT NULL,
    epoch     INTEGER NOT NULL,
    seq       INTEGER NOT NULL
) STRICT;
