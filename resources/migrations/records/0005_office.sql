-- The office this vault is enrolled with (a desk: its own), what waits to go there, what came back.
CREATE TABLE office (
    only      INTEGER PRIMARY KEY CHECK (only = 1),
    card      TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('pending', 'confirmed', 'refused', 'enrol-again', 'desk')),
    joined_at TEXT NOT NULL
) STRICT;

-- Certificates to the office root: in the field this device's own, on a desk those of every device.
CREATE TABLE certificates (
    device  TEXT NOT NULL,
    purpose TEXT NOT NULL,
    code    TEXT NOT NULL,
    pem     TEXT NOT NULL,
    PRIMARY KEY (device, purpose)
) STRICT, WITHOUT ROWID;

-- On a desk: devices that asked to be enrolled, and what was decided.
CREATE TABLE devices (
    thumbprint    TEXT PRIMARY KEY,
    code          TEXT NOT NULL,
    card_id       TEXT NOT NULL,
    enrolment     BLOB NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('confirmed', 'refused', 'revoked')),
    revoked_since TEXT,
    decided_at    TEXT NOT NULL
) STRICT;

CREATE TABLE device_keys (
    device  TEXT NOT NULL,
    purpose TEXT NOT NULL,
    raw     BLOB NOT NULL,
    PRIMARY KEY (device, purpose)
) STRICT, WITHOUT ROWID;

-- On a desk: cards that were issued; the token's half the server never sees.
CREATE TABLE cards (
    card_id TEXT PRIMARY KEY,
    code    TEXT NOT NULL,
    token_b BLOB NOT NULL,
    expires TEXT NOT NULL
) STRICT;

-- One row a thing that has to arrive: a record version, a file, an identity envelope.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('version', 'file', 'identity')),
    subject     TEXT NOT NULL,
    number      INTEGER NOT NULL DEFAULT 0,
    bytes       INTEGER NOT NULL DEFAULT 0,
    state       TEXT NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'sending', 'stored', 'accepted', 'refused')),
    reason      TEXT,
    submission  TEXT,
    queued_at   TEXT NOT NULL,
    UNIQUE (kind, subject, number)
) STRICT;
CREATE INDEX outbox_state ON outbox (state);

CREATE TABLE submissions (
    digest     TEXT PRIMARY KEY,
    origin     TEXT NOT NULL,
    size       INTEGER NOT NULL,
    manifest   BLOB NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('prepared', 'stored', 'accepted', 'refused')),
    reason     TEXT,
    made_at    TEXT NOT NULL
) STRICT;

-- Objects made for the road only (encrypted packages, identity envelopes); gone once the office stored them.
CREATE TABLE road_objects (
    digest     TEXT PRIMARY KEY,
    submission TEXT NOT NULL,
    content    BLOB NOT NULL
) STRICT;

CREATE TABLE receipts (
    digest      TEXT PRIMARY KEY,
    submission  TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('stored', 'accepted', 'refused')),
    receipt     TEXT NOT NULL,
    received_at TEXT NOT NULL
) STRICT;
CREATE TRIGGER receipts_no_update BEFORE UPDATE ON receipts BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER receipts_no_delete BEFORE DELETE ON receipts BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- On a desk: submissions that were pulled, and the answer given.
CREATE TABLE pulled (
    manifest  TEXT PRIMARY KEY,
    device    TEXT NOT NULL,
    answer    TEXT NOT NULL,
    receipt   TEXT NOT NULL,
    sent      INTEGER NOT NULL DEFAULT 0,
    pulled_at TEXT NOT NULL
) STRICT;

-- What this vault issued.
CREATE TABLE bundles (
    number    TEXT PRIMARY KEY,
    edition   TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    records   TEXT NOT NULL,
    digest    TEXT NOT NULL,
    epoch     INTEGER NOT NULL,
    seq       INTEGER NOT NULL
) STRICT;
