-- One salt for each identity: decisions about its name in texts are keyed under it. It goes with the identity.
CREATE TABLE names_salts (
    record_id TEXT PRIMARY KEY,
    salt      BLOB NOT NULL
) STRICT, WITHOUT ROWID;
