-- Every order a list may have, so that a page far down costs no more than the way there through one index.
DROP INDEX records_type;
CREATE INDEX records_changed ON records (type, discarded, changed_at DESC, id);
CREATE INDEX records_created ON records (type, discarded, created_at, id);
CREATE INDEX records_occurred ON records (type, discarded, (occurred = ''), occurred, id);
CREATE INDEX records_code ON records (type, discarded, code, id);
