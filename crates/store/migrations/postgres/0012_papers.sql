-- Papers in and out: books, how long papers hold, their files, what was read in them, and texts on their way in.

ALTER TABLE directive ADD COLUMN issuer_fold TEXT NOT NULL DEFAULT '';
ALTER TABLE directive ADD COLUMN issuer_unit_id UUID REFERENCES unit (id);
-- The first day in force, and the first day in force no more.
ALTER TABLE directive ADD COLUMN valid_from DATE;
ALTER TABLE directive ADD COLUMN valid_until DATE;
ALTER TABLE directive ADD COLUMN file_name TEXT;
ALTER TABLE directive ADD COLUMN file_sha256 TEXT;
ALTER TABLE directive ADD COLUMN file_size BIGINT;
ALTER TABLE directive ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- A paper in the book of a unit, numbered anew each year and on each side.
CREATE TABLE directive_book (
    directive_id UUID NOT NULL REFERENCES directive (id),
    unit_id UUID NOT NULL REFERENCES unit (id),
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out', 'own')),
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    booked_on DATE NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (directive_id, unit_id)
);

-- The particulars of a paper as they were before each correction.
CREATE TABLE directive_history (
    directive_id UUID NOT NULL REFERENCES directive (id),
    version BIGINT NOT NULL,
    particulars TEXT NOT NULL,
    reason TEXT NOT NULL,
    corrected_by TEXT NOT NULL,
    corrected_at BIGINT NOT NULL,
    PRIMARY KEY (directive_id, version)
);

-- More relations, and from when one paper replaces or amends another.
ALTER TABLE directive_link DROP CONSTRAINT directive_link_relation_check;
ALTER TABLE directive_link ADD CONSTRAINT directive_link_relation_check
    CHECK (relation IN ('based_on', 'carries_out', 'amends', 'replaces', 'cites'));
ALTER TABLE directive_link ADD COLUMN since DATE;
UPDATE directive_link SET since = d.issued_on FROM directive d
WHERE d.id = directive_link.from_id AND directive_link.relation = 'replaces';

-- What was read in a paper. Places count code points of its text; values are JSON.
CREATE TABLE directive_finding (
    id UUID NOT NULL PRIMARY KEY,
    directive_id UUID NOT NULL REFERENCES directive (id),
    kind TEXT NOT NULL
        CHECK (kind IN ('citation', 'target', 'figure', 'task', 'organisation', 'period', 'remark')),
    place BIGINT NOT NULL,
    text_from BIGINT NOT NULL,
    text_to BIGINT NOT NULL,
    text TEXT NOT NULL,
    rule TEXT NOT NULL,
    symbol_key TEXT NOT NULL DEFAULT '',
    as_read TEXT NOT NULL,
    as_kept TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('open', 'accepted', 'corrected', 'refused')),
    cited_id UUID REFERENCES directive (id),
    unit_id UUID REFERENCES unit (id),
    indicator TEXT,
    clause_id UUID REFERENCES directive_clause (id),
    decided_by TEXT,
    decided_at BIGINT
);

-- What was accepted so far. Texts entered by hand have no places: such a finding stands at 0 to 0.
INSERT INTO directive_finding (id, directive_id, kind, place, text_from, text_to, text, rule, as_read, as_kept, decision,
    cited_id, decided_by, decided_at)
SELECT gen_random_uuid(), c.directive_id, 'citation', c.place, greatest(strpos(d.body, c.text) - 1, 0),
    CASE WHEN strpos(d.body, c.text) = 0 THEN 0 ELSE strpos(d.body, c.text) - 1 + length(c.text) END, c.text, 'earlier',
    json_build_object('kind', c.kind, 'symbol', c.symbol, 'date', c.issued_on, 'issuer', c.issuer)::TEXT,
    json_build_object('kind', c.kind, 'symbol', c.symbol, 'date', c.issued_on, 'issuer', c.issuer)::TEXT,
    'accepted', c.cited_id, 'system', d.recorded_at
FROM directive_citation c JOIN directive d ON d.id = c.directive_id;
INSERT INTO directive_finding (id, directive_id, kind, place, text_from, text_to, text, rule, as_read, as_kept, decision,
    decided_by, decided_at)
SELECT gen_random_uuid(), t.directive_id, 'target', t.place, greatest(strpos(d.body, t.text) - 1, 0),
    CASE WHEN strpos(d.body, t.text) = 0 THEN 0 ELSE strpos(d.body, t.text) - 1 + length(t.text) END, t.text, 'earlier',
    json_build_object('subject', t.subject, 'comparator', t.comparator, 'value', t.value, 'value_max', t.value_max,
        'unit', t.unit_of_measure, 'period', t.period)::TEXT,
    json_build_object('subject', t.subject, 'comparator', t.comparator, 'value', t.value, 'value_max', t.value_max,
        'unit', t.unit_of_measure, 'period', t.period)::TEXT,
    'accepted', 'system', d.recorded_at
FROM directive_target t JOIN directive d ON d.id = t.directive_id;
DROP TABLE directive_citation;
DROP TABLE directive_target;

-- A text on its way in, kept for who sent it until it is entered or given up. The form and what it seems to rest on are JSON.
CREATE TABLE directive_draft (
    id UUID NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    form TEXT NOT NULL,
    rests_on TEXT NOT NULL,
    file_name TEXT,
    file_content TEXT,
    recorded_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    entered_id UUID REFERENCES directive (id)
);

CREATE INDEX directive_unit ON directive (unit_id);
CREATE UNIQUE INDEX directive_book_number ON directive_book (unit_id, direction, year, number);
CREATE UNIQUE INDEX directive_finding_place ON directive_finding (directive_id, kind, place);
CREATE INDEX directive_finding_symbol ON directive_finding (symbol_key);
CREATE INDEX directive_finding_cited ON directive_finding (cited_id);
CREATE INDEX directive_draft_owner ON directive_draft (owner);
