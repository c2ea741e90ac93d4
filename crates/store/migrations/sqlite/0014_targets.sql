-- Targets with where they started and where they come from, shared out over the units below, changed with approval.

ALTER TABLE target ADD COLUMN baseline INTEGER;
ALTER TABLE target ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE target ADD COLUMN clause_id BLOB REFERENCES directive_clause (id);
-- Where it came from; for what was taken from above or shared out above, the target there.
ALTER TABLE target ADD COLUMN source TEXT NOT NULL DEFAULT 'typed'
    CHECK (source IN ('above', 'allotted', 'finding', 'typed'));
ALTER TABLE target ADD COLUMN above_id BLOB REFERENCES target (id);

-- A target shared out over the units directly below. A later sharing supersedes an earlier one.
CREATE TABLE allotment (
    id BLOB NOT NULL PRIMARY KEY,
    target_id BLOB NOT NULL REFERENCES target (id),
    shared_by TEXT NOT NULL CHECK (shared_by IN ('equal', 'size', 'white_spots', 'last_year', 'hand')),
    whole INTEGER NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT;

CREATE TABLE allotment_share (
    allotment_id BLOB NOT NULL REFERENCES allotment (id),
    unit_id BLOB NOT NULL REFERENCES unit (id),
    value INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    PRIMARY KEY (allotment_id, unit_id)
) STRICT;

-- A change asked for, with what stood before, so that the story of a target is read from its changes alone.
CREATE TABLE target_change (
    id BLOB NOT NULL PRIMARY KEY,
    target_id BLOB NOT NULL REFERENCES target (id),
    before_aim TEXT NOT NULL,
    after_aim TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    approved INTEGER,
    note TEXT NOT NULL,
    decided_by TEXT,
    decided_at INTEGER
) STRICT;

CREATE UNIQUE INDEX allotment_known ON allotment (target_id) WHERE superseded_at IS NULL;
CREATE INDEX allotment_share_unit ON allotment_share (unit_id);
CREATE UNIQUE INDEX target_change_waiting ON target_change (target_id) WHERE decided_at IS NULL;
CREATE INDEX target_change_target ON target_change (target_id, asked_at);
CREATE INDEX target_above ON target (above_id);
CREATE INDEX target_clause ON target (clause_id);
