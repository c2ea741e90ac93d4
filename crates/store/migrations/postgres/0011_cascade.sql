-- Directives by their parts, and how units below answer each of them.

-- A part of a directive by its own numbering. Places count code points of the directive's text.
CREATE TABLE directive_clause (
    id UUID NOT NULL PRIMARY KEY,
    directive_id UUID NOT NULL REFERENCES directive (id),
    place BIGINT NOT NULL,
    label TEXT NOT NULL,
    depth BIGINT NOT NULL,
    title TEXT NOT NULL,
    text_from BIGINT NOT NULL,
    text_to BIGINT NOT NULL
);

ALTER TABLE programme ADD COLUMN kind TEXT NOT NULL DEFAULT 'plan'
    CHECK (kind IN ('action', 'plan', 'scheme', 'theme', 'highlight'));

-- The parallel programme of the other line: of the Party body beside the union.
CREATE TABLE programme_link (
    programme_id UUID NOT NULL REFERENCES programme (id),
    beside_id UUID NOT NULL REFERENCES programme (id),
    PRIMARY KEY (programme_id, beside_id)
);

-- How a programme answers a clause of the directive it stands on. A later answer supersedes an earlier one.
CREATE TABLE programme_answer (
    id UUID NOT NULL PRIMARY KEY,
    programme_id UUID NOT NULL REFERENCES programme (id),
    clause_id UUID NOT NULL REFERENCES directive_clause (id),
    answer TEXT NOT NULL CHECK (answer IN ('adopted', 'added', 'not_applicable')),
    words TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    superseded_at BIGINT
);

CREATE UNIQUE INDEX directive_clause_place ON directive_clause (directive_id, place);
CREATE UNIQUE INDEX programme_answer_known ON programme_answer (programme_id, clause_id) WHERE superseded_at IS NULL;
CREATE INDEX programme_parent ON programme (parent_id);
CREATE INDEX programme_link_beside ON programme_link (beside_id);
