-- Records: a summary row, at most one draft, any number of sealed versions.
CREATE TABLE records (
    id         TEXT PRIMARY KEY,
    type       TEXT NOT NULL,
    code       TEXT NOT NULL UNIQUE,
    case_id    TEXT,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    title      TEXT NOT NULL DEFAULT '',
    occurred   TEXT NOT NULL DEFAULT '',
    versions   INTEGER NOT NULL DEFAULT 0,
    has_draft  INTEGER NOT NULL DEFAULT 0,
    complete   INTEGER NOT NULL DEFAULT 0,
    discarded  INTEGER NOT NULL DEFAULT 0,
    blocked    TEXT,
    origin     TEXT NOT NULL DEFAULT 'here'
) STRICT;
CREATE INDEX records_type ON records (type, discarded, changed_at DESC);
CREATE INDEX records_case ON records (case_id);

CREATE TABLE drafts (
    record_id TEXT PRIMARY KEY REFERENCES records (id),
    schema    INTEGER NOT NULL,
    fields    TEXT NOT NULL,
    base      INTEGER NOT NULL DEFAULT 0,
    saved_at  TEXT NOT NULL
) STRICT;

CREATE TABLE versions (
    record_id  TEXT NOT NULL REFERENCES records (id),
    number     INTEGER NOT NULL,
    schema     INTEGER NOT NULL,
    sealed     TEXT NOT NULL,
    jwt_digest TEXT NOT NULL UNIQUE,
    complete   INTEGER NOT NULL,
    sealed_at  TEXT NOT NULL,
    device     TEXT NOT NULL,
    epoch      INTEGER,
    seq        INTEGER,
    -- where a device's ledger has it, for versions that came from another device (desk)
    origin     TEXT,
    origin_seq INTEGER,
    PRIMARY KEY (record_id, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER versions_no_update BEFORE UPDATE ON versions BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER versions_no_delete BEFORE DELETE ON versions BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- Who a pseudonym is, closed to everybody but two custodians: made when an identity record is sealed.
CREATE TABLE identity_envelopes (
    record_id TEXT NOT NULL,
    number    INTEGER NOT NULL,
    envelope  BLOB NOT NULL,
    PRIMARY KEY (record_id, number)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE search USING fts5 (
    record_id UNINDEXED, body, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3'
);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
