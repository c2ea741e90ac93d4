-- Which people a record names, by fingerprint: so that an erasure finds them. A name without a birth is told apart by the
-- unit of the record, since it may be a namesake's.
CREATE TABLE record_subject (
    subject TEXT NOT NULL,
    record_id UUID NOT NULL REFERENCES record (id),
    PRIMARY KEY (subject, record_id)
);

INSERT INTO record_subject (subject, record_id)
SELECT DISTINCT subject, record_id FROM figure WHERE subject IS NOT NULL AND record_id IS NOT NULL
UNION
SELECT DISTINCT subject || ':' || replace(unit_id::text, '-', ''), record_id FROM figure
WHERE subject IS NOT NULL AND record_id IS NOT NULL;

-- Files on their way in, until they are taken in or given up: everything in them is sealed under a key of the house.
CREATE TABLE upload_draft (
    id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    sealed TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- The file itself, in pieces.
CREATE TABLE upload_piece (
    draft_id TEXT NOT NULL REFERENCES upload_draft (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (draft_id, place)
);

CREATE INDEX upload_draft_owner ON upload_draft (owner);
