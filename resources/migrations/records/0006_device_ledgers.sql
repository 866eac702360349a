-- On a desk: the ledgers of the devices, as they came, entry by entry, under the heads they left with.
CREATE TABLE device_epochs (
    origin        TEXT PRIMARY KEY,
    device        TEXT NOT NULL,
    log_public    BLOB NOT NULL,
    log_pq_public BLOB NOT NULL,
    size          INTEGER NOT NULL,
    checkpoint    TEXT NOT NULL,
    received_at   TEXT NOT NULL
) STRICT;

CREATE TABLE device_ledger (
    origin TEXT NOT NULL REFERENCES device_epochs (origin),
    seq    INTEGER NOT NULL,
    leaf   BLOB NOT NULL,
    detail BLOB,
    PRIMARY KEY (origin, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE device_nodes (
    origin TEXT NOT NULL,
    level  INTEGER NOT NULL,
    idx    INTEGER NOT NULL,
    hash   BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (origin, level, idx)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER device_ledger_no_delete BEFORE DELETE ON device_ledger BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER device_ledger_leaf_fixed BEFORE UPDATE OF origin, seq, leaf ON device_ledger
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER device_nodes_no_update BEFORE UPDATE ON device_nodes BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER device_nodes_no_delete BEFORE DELETE ON device_nodes BEGIN SELECT RAISE(ABORT, 'append-only'); END;
