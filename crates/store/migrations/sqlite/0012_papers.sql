-- Papers in and out: books, how long papers hold, their files, what was read in them, and texts on their way in.

ALTER TABLE directive ADD COLUMN issuer_fold TEXT NOT NULL DEFAULT '';
ALTER TABLE directive ADD COLUMN issuer_unit_id BLOB REFERENCES unit (id);
-- The first day in force, and the first day in force no more.
ALTER TABLE directive ADD COLUMN valid_from TEXT;
ALTER TABLE directive ADD COLUMN valid_until TEXT;
ALTER TABLE directive ADD COLUMN file_name TEXT;
ALTER TABLE directive ADD COLUMN file_sha256 TEXT;
ALTER TABLE directive ADD COLUMN file_size INTEGER;
ALTER TABLE directive ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- A paper in the book of a unit, numbered anew each year and on each side.
CREATE TABLE directive_book (
    directive_id BLOB NOT NULL REFERENCES directive (id),
    unit_id BLOB NOT NULL REFERENCES unit (id),
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out', 'own')),
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    booked_on TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (directive_id, unit_id)
) STRICT;

-- The particulars of a paper as they were before each correction.
CREATE TABLE directive_history (
    directive_id BLOB NOT NULL REFERENCES directive (id),
    version INTEGER NOT NULL,
    particulars TEXT NOT NULL,
    reason TEXT NOT NULL,
    corrected_by TEXT NOT NULL,
    corrected_at INTEGER NOT NULL,
    PRIMARY KEY (directive_id, version)
) STRICT;

-- More relations, and from when one paper replaces or amends another.
CREATE TABLE directive_link_wider (
    from_id BLOB NOT NULL REFERENCES directive (id),
    to_id BLOB NOT NULL REFERENCES directive (id),
    relation TEXT NOT NULL CHECK (relation IN ('based_on', 'carries_out', 'amends', 'replaces', 'cites')),
    since TEXT,
    PRIMARY KEY (from_id, to_id, relation)
) STRICT;
INSERT INTO directive_link_wider (from_id, to_id, relation, since)
SELECT l.from_id, l.to_id, l.relation, CASE WHEN l.relation = 'replaces' THEN d.issued_on END
FROM directive_link l JOIN directive d ON d.id = l.from_id;
DROP TABLE directive_link;
ALTER TABLE directive_link_wider RENAME TO directive_link;

-- What was read in a paper. Places count code points of its text; values are JSON.
CREATE TABLE directive_finding (
    id BLOB NOT NULL PRIMARY KEY,
    directive_id BLOB NOT NULL REFERENCES directive (id),
    kind TEXT NOT NULL
        CHECK (kind IN ('citation', 'target', 'figure', 'task', 'organisation', 'period', 'remark')),
    place INTEGER NOT NULL,
    text_from INTEGER NOT NULL,
    text_to INTEGER NOT NULL,
    text TEXT NOT NULL,
    rule TEXT NOT NULL,
    symbol_key TEXT NOT NULL DEFAULT '',
    as_read TEXT NOT NULL,
    as_kept TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('open', 'accepted', 'corrected', 'refused')),
    cited_id BLOB REFERENCES directive (id),
    unit_id BLOB REFERENCES unit (id),
    indicator TEXT,
    clause_id BLOB REFERENCES directive_clause (id),
    decided_by TEXT,
    decided_at INTEGER
) STRICT;

-- What was accepted so far. Texts entered by hand have no places: such a finding stands at 0 to 0.
INSERT INTO directive_finding (id, directive_id, kind, place, text_from, text_to, text, rule, as_read, as_kept, decision,
    cited_id, decided_by, decided_at)
SELECT randomblob(16), c.directive_id, 'citation', c.place, max(instr(d.body, c.text) - 1, 0),
    CASE WHEN instr(d.body, c.text) = 0 THEN 0 ELSE instr(d.body, c.text) - 1 + length(c.text) END, c.text, 'earlier',
    json_object('kind', c.kind, 'symbol', c.symbol, 'date', c.issued_on, 'issuer', c.issuer),
    json_object('kind', c.kind, 'symbol', c.symbol, 'date', c.issued_on, 'issuer', c.issuer),
    'accepted', c.cited_id, 'system', d.recorded_at
FROM directive_citation c JOIN directive d ON d.id = c.directive_id;
INSERT INTO directive_finding (id, directive_id, kind, place, text_from, text_to, text, rule, as_read, as_kept, decision,
    decided_by, decided_at)
SELECT randomblob(16), t.directive_id, 'target', t.place, max(instr(d.body, t.text) - 1, 0),
    CASE WHEN instr(d.body, t.text) = 0 THEN 0 ELSE instr(d.body, t.text) - 1 + length(t.text) END, t.text, 'earlier',
    json_object('subject', t.subject, 'comparator', t.comparator, 'value', t.value, 'value_max', t.value_max,
        'unit', t.unit_of_measure, 'period', t.period),
    json_object('subject', t.subject, 'comparator', t.comparator, 'value', t.value, 'value_max', t.value_max,
        'unit', t.unit_of_measure, 'period', t.period),
    'accepted', 'system', d.recorded_at
FROM directive_target t JOIN directive d ON d.id = t.directive_id;
DROP TABLE directive_citation;
DROP TABLE directive_target;

-- A text on its way in, kept for who sent it until it is entered or given up. The form and what it seems to rest on are JSON.
CREATE TABLE directive_draft (
    id BLOB NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    form TEXT NOT NULL,
    rests_on TEXT NOT NULL,
    file_name TEXT,
    file_content TEXT,
    recorded_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    entered_id BLOB REFERENCES directive (id)
) STRICT;

CREATE INDEX directive_unit ON directive (unit_id);
CREATE INDEX directive_link_to ON directive_link (to_id);
CREATE UNIQUE INDEX directive_book_number ON directive_book (unit_id, direction, year, number);
CREATE UNIQUE INDEX directive_finding_place ON directive_finding (directive_id, kind, place);
CREATE INDEX directive_finding_symbol ON directive_finding (symbol_key);
CREATE INDEX directive_finding_cited ON directive_finding (cited_id);
CREATE INDEX directive_draft_owner ON directive_draft (owner);
