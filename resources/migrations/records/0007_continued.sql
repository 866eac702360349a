-- On a desk: which ended epochs a confirmed device continues, and the head at which it took each up.
CREATE TABLE device_continues (
    device    TEXT NOT NULL,
    origin    TEXT NOT NULL,
    continued TEXT NOT NULL,
    size      INTEGER NOT NULL,
    root      BLOB NOT NULL CHECK (length(root) = 32),
    PRIMARY KEY (device, origin)
) STRICT, WITHOUT ROWID;

-- With how many others a thing may go at most, once the desk refused a submission it was in; null: any number.
ALTER TABLE outbox ADD COLUMN company INTEGER;
