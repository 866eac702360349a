-- Payload files, their headers, the immutable file records and what was derived from them.
CREATE TABLE payloads (
    name          TEXT PRIMARY KEY,
    bytes         INTEGER NOT NULL,
    sha256        TEXT NOT NULL,
    sha512        TEXT,
    cipher_sha256 TEXT,
    made_at       TEXT NOT NULL
) STRICT;
CREATE INDEX payloads_sha256 ON payloads (sha256);
CREATE TRIGGER payloads_no_delete BEFORE DELETE ON payloads BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER payloads_fixed BEFORE UPDATE ON payloads
WHEN new.name IS NOT old.name OR new.bytes IS NOT old.bytes OR new.sha256 IS NOT old.sha256
    OR (old.sha512 IS NOT NULL AND new.sha512 IS NOT old.sha512)
    OR (old.cipher_sha256 IS NOT NULL AND new.cipher_sha256 IS NOT old.cipher_sha256)
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- header || payload is an age file for that recipient; a recipient is 'vault' or the digest of an office key.
CREATE TABLE headers (
    payload   TEXT NOT NULL REFERENCES payloads (name),
    recipient TEXT NOT NULL,
    header    BLOB NOT NULL,
    PRIMARY KEY (payload, recipient)
) STRICT, WITHOUT ROWID;

CREATE TABLE files (
    id              TEXT PRIMARY KEY,
    series_id       TEXT NOT NULL REFERENCES records (id),
    payload         TEXT NOT NULL REFERENCES payloads (name),
    media_type      TEXT NOT NULL,
    kind            TEXT NOT NULL,
    name            TEXT NOT NULL,
    source_path     TEXT NOT NULL,
    source_modified TEXT,
    class           TEXT NOT NULL CHECK (class IN ('public', 'restricted', 'identity')),
    taken_in_at     TEXT NOT NULL,
    epoch           INTEGER,
    seq             INTEGER,
    origin          TEXT,
    origin_seq      INTEGER
) STRICT;
CREATE INDEX files_series ON files (series_id);
CREATE TRIGGER files_no_update BEFORE UPDATE ON files BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER files_no_delete BEFORE DELETE ON files BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- Derived by the decoder child: may be made again, is not evidence.
CREATE TABLE file_facts (
    file_id   TEXT PRIMARY KEY REFERENCES files (id),
    facts     TEXT NOT NULL,
    raw       TEXT NOT NULL,
    findings  TEXT NOT NULL,
    problem   TEXT,
    thumbnail BLOB
) STRICT;

-- Which records a series stands with. Detaching leaves the row, with its reason's code.
CREATE TABLE record_series (
    record_id   TEXT NOT NULL REFERENCES records (id),
    series_id   TEXT NOT NULL REFERENCES records (id),
    attached_at TEXT NOT NULL,
    detached_at TEXT,
    PRIMARY KEY (record_id, series_id)
) STRICT, WITHOUT ROWID;
