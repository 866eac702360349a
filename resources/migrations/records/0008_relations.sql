-- Which records name which: for "what belongs to this", links both ways, and handling levels that go upward.
-- Made from the fields whenever they are stored, as title and search text are; says nothing they do not say.
CREATE TABLE record_links (
    record_id TEXT NOT NULL REFERENCES records (id),
    field     TEXT NOT NULL,
    target    TEXT NOT NULL,
    belongs   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (record_id, field, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_links_target ON record_links (target, belongs);

-- The record's own handling level; what it inherits from below is computed when asked.
ALTER TABLE records ADD COLUMN level TEXT NOT NULL DEFAULT '';
