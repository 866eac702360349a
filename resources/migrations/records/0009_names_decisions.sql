-- What a person decided about a name of somebody found in a text. The key is a hash under a salt that stands in
-- the identity store and goes with the identity: this table alone tells no name and no person (decision 0013).
CREATE TABLE names_decisions (
    key        TEXT PRIMARY KEY,
    decision   TEXT NOT NULL CHECK (decision IN ('keep', 'not_a_name', 'to_change')),
    reason     TEXT NOT NULL DEFAULT '',
    decided_by TEXT NOT NULL DEFAULT '',
    at         TEXT NOT NULL
) STRICT, WITHOUT ROWID;
