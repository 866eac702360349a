-- The custody ledger: one tree an epoch. Leaves are for ever; details lie beside the tree and can be erased.
CREATE TABLE epochs (
    number           INTEGER PRIMARY KEY,
    origin           TEXT NOT NULL UNIQUE,
    log_public       BLOB NOT NULL,
    log_pq_public    BLOB NOT NULL,
    record_public    BLOB NOT NULL,
    cause            TEXT NOT NULL,
    continues_origin TEXT,
    continues_size   INTEGER,
    continues_root   BLOB,
    started_at       TEXT NOT NULL,
    size             INTEGER NOT NULL DEFAULT 0,
    head             TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE ledger (
    epoch     INTEGER NOT NULL REFERENCES epochs (number),
    seq       INTEGER NOT NULL,
    leaf      BLOB NOT NULL,
    event     TEXT NOT NULL,
    at        TEXT NOT NULL,
    case_code TEXT,
    subject   TEXT,
    PRIMARY KEY (epoch, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_subject ON ledger (subject, epoch, seq) WHERE subject IS NOT NULL;
CREATE INDEX ledger_case ON ledger (case_code, epoch, seq) WHERE case_code IS NOT NULL;

CREATE TABLE ledger_details (
    epoch  INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    detail BLOB NOT NULL,
    PRIMARY KEY (epoch, seq),
    FOREIGN KEY (epoch, seq) REFERENCES ledger (epoch, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_nodes (
    epoch INTEGER NOT NULL,
    level INTEGER NOT NULL,
    idx   INTEGER NOT NULL,
    hash  BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (epoch, level, idx)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER ledger_nodes_no_update BEFORE UPDATE ON ledger_nodes BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER ledger_nodes_no_delete BEFORE DELETE ON ledger_nodes BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER ledger_details_no_update BEFORE UPDATE ON ledger_details BEGIN SELECT RAISE(ABORT, 'append-only'); END;
