-- What an import brought in beside people and units: records, declared figures, employers; and records an undone import
-- takes out of sight.

ALTER TABLE record ADD COLUMN annulled_at INTEGER;

-- Each thing an import wrote, with the version it had then: a later version means that somebody built on it.
CREATE TABLE import_row (
    batch_id BLOB NOT NULL REFERENCES import_batch (id),
    object_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (batch_id, object_id)
) STRICT;

CREATE INDEX import_row_object ON import_row (object_id);
