-- The vault itself: settings, slots in use, wrapped signing keys.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Which slots of vault.json are in use; the file itself does not tell.
CREATE TABLE slots (
    number  INTEGER PRIMARY KEY CHECK (number BETWEEN 0 AND 7),
    kind    TEXT NOT NULL CHECK (kind IN ('passphrase', 'shares')),
    slot_id BLOB NOT NULL,
    made_at TEXT NOT NULL
) STRICT;

-- Private keys under a wrap key that only the passphrase slot holds. A backup has this table empty.
CREATE TABLE signing_keys (
    purpose TEXT PRIMARY KEY,
    public  BLOB NOT NULL,
    wrapped BLOB NOT NULL
) STRICT;

-- Age identities that read data (never sign): the vault's own and, on a desk, those of the office.
CREATE TABLE age_identities (
    name       TEXT PRIMARY KEY,
    identity   TEXT NOT NULL,
    recipient  TEXT NOT NULL,
    valid_from TEXT NOT NULL
) STRICT;
