-- What the last sealed version says of its level: an amendment that lowers it counts only once it is sealed.
ALTER TABLE records ADD COLUMN sealed_level TEXT NOT NULL DEFAULT '';
CREATE INDEX records_amending ON records (case_id, sealed_level) WHERE has_draft = 1 AND versions > 0;

-- A case is as strict as the strictest record in it: each level of a case is one look into this index.
DROP INDEX records_case;
CREATE INDEX records_case ON records (case_id, level);
CREATE INDEX files_identity ON files (series_id) WHERE class = 'identity';
CREATE INDEX record_series_series ON record_series (series_id);

-- Care. Nothing of this is evidence and nothing of it leaves the vault: no sync, no bundle, no search, no ledger.

-- Whether somebody asked after the person, 24 to 72 hours after a statement.
CREATE TABLE wellbeing (
    record_id TEXT PRIMARY KEY REFERENCES records (id),
    outcome   TEXT NOT NULL CHECK (outcome IN ('done', 'not_reached', 'declined')),
    noted_at  TEXT NOT NULL
) STRICT;

-- The documenter's own words to themselves. Deleted rows are overwritten (secure_delete) and the log is emptied.
CREATE TABLE debrief (
    id         TEXT PRIMARY KEY,
    text       TEXT NOT NULL,
    written_at TEXT NOT NULL
) STRICT;

-- The directory of help that the office signed: the signed bytes as they came, newest last.
CREATE TABLE referral_directory (
    only        INTEGER PRIMARY KEY CHECK (only = 1),
    signed      BLOB NOT NULL,
    imported_at TEXT NOT NULL
) STRICT;
