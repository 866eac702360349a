-- Codes printed on blank paper forms before there is a record: each begins at most one record, later.
-- A code has 20 bits by chance: two laptops may print the same one. The tag beside it, of chance too and the same for
-- all sheets of a batch, tells them apart; it links no sheet to a device.
-- paper_forms keeps the whole text of a form once, by its digest: what a person was shown can be said years later.
CREATE TABLE paper_forms (
    digest  TEXT PRIMARY KEY,
    type    TEXT NOT NULL,
    version TEXT NOT NULL,
    lang    TEXT NOT NULL,
    text    TEXT NOT NULL,
    kept_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reserved_codes (
    code          TEXT PRIMARY KEY,
    type          TEXT NOT NULL,
    form          TEXT NOT NULL REFERENCES paper_forms (digest),
    reserved_at   TEXT NOT NULL,
    batch         TEXT NOT NULL,
    tag           TEXT NOT NULL,
    used_by       TEXT,
    voided_reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX reserved_codes_batch ON reserved_codes (batch);
