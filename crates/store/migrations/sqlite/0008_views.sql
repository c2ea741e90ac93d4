-- Views of lists under a name: filters and columns, of one person or shared with a unit.

CREATE TABLE list_view (
    id BLOB NOT NULL PRIMARY KEY,
    owner_id BLOB NOT NULL REFERENCES person (id),
    unit_id BLOB REFERENCES unit (id),
    page TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT;
CREATE INDEX list_view_owner ON list_view (owner_id, page);
CREATE INDEX list_view_unit ON list_view (unit_id, page) WHERE unit_id IS NOT NULL;

-- Lists of records, latest first, and of whole registers.
CREATE INDEX record_occurred ON record (register, occurred_on);
