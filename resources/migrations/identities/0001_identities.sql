-- Who the pseudonyms are. Never indexed, never shown in a list; rows go when an identity record is closed to custodians.
CREATE TABLE identities (
    record_id TEXT PRIMARY KEY,
    fields    TEXT NOT NULL,
    saved_at  TEXT NOT NULL
) STRICT;

-- Sealed identity versions with their disclosures, until custodians are known to close them to.
CREATE TABLE sealed (
    record_id TEXT NOT NULL,
    number    INTEGER NOT NULL,
    text      TEXT NOT NULL,
    PRIMARY KEY (record_id, number)
) STRICT, WITHOUT ROWID;
