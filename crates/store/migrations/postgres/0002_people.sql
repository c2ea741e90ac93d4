-- Units that remember (names and lives by date and by what was known when), reorganisations, posts, the member file,
-- imports. Ids and time are made by the program; what is sealed is text only the key outside this database opens.

-- What a unit is called from a day on.
CREATE TABLE unit_naming (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES unit (id),
    name TEXT NOT NULL,
    form TEXT NOT NULL,
    valid_from DATE NOT NULL,
    act_id UUID,
    ended_by UUID,
    recorded_at BIGINT NOT NULL,
    superseded_at BIGINT
);

-- From when to when a unit exists, and why it ended.
CREATE TABLE unit_life (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES unit (id),
    opened_on DATE NOT NULL,
    closed_on DATE,
    cause TEXT NOT NULL,
    act_id UUID,
    ended_by UUID,
    recorded_at BIGINT NOT NULL,
    superseded_at BIGINT
);

INSERT INTO unit_naming (id, unit_id, name, form, valid_from, recorded_at)
SELECT id, id, name, form, opened_on, recorded_at FROM unit;
INSERT INTO unit_life (id, unit_id, opened_on, closed_on, cause, recorded_at)
SELECT id, id, opened_on, closed_on, '', recorded_at FROM unit;

-- A unit whose founding was undone: it stays behind what was known then, and can be founded again under its code.
ALTER TABLE unit ADD COLUMN annulled_at BIGINT;
ALTER TABLE unit_link ADD COLUMN act_id UUID;
ALTER TABLE unit_link ADD COLUMN ended_by UUID;
ALTER TABLE unit_succession ADD COLUMN heir BIGINT NOT NULL DEFAULT 1;
ALTER TABLE unit_succession ADD COLUMN act_id UUID;

-- A planned change of many units under one decision, applied at once.
CREATE TABLE reorganisation (
    id UUID NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    decision TEXT NOT NULL,
    effective_on DATE NOT NULL,
    plan TEXT NOT NULL,
    said TEXT NOT NULL,
    applied_by TEXT NOT NULL,
    applied_at BIGINT NOT NULL,
    undo_until DATE NOT NULL,
    undone_by TEXT,
    undone_at BIGINT
);

-- What it did to each unit.
CREATE TABLE reorganisation_effect (
    reorganisation_id UUID NOT NULL REFERENCES reorganisation (id),
    place BIGINT NOT NULL,
    unit_id UUID NOT NULL REFERENCES unit (id),
    effect TEXT NOT NULL CHECK (effect IN ('founded', 'ended', 'merged', 'split', 'moved', 'renamed')),
    other_id UUID REFERENCES unit (id),
    members BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (reorganisation_id, place)
);

-- The member file: what may stand open, and what is sealed under a key of the person.
ALTER TABLE person ADD COLUMN number TEXT;
ALTER TABLE person ADD COLUMN born_on DATE;
ALTER TABLE person ADD COLUMN born_year BIGINT;
ALTER TABLE person ADD COLUMN sex TEXT;
ALTER TABLE person ADD COLUMN identity_mark TEXT;
ALTER TABLE person ADD COLUMN content_mark TEXT;
ALTER TABLE person ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';
ALTER TABLE person ADD COLUMN sealed TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN merged_into UUID REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE person ADD COLUMN batch_id UUID;
ALTER TABLE person ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN recorded_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN erased_at BIGINT;

-- The key of a person, wrapped under the key outside. Without this row nothing sealed for the person opens again.
CREATE TABLE person_key (
    person_id UUID NOT NULL PRIMARY KEY REFERENCES person (id),
    wrapped TEXT NOT NULL
);

-- Keys of the house, wrapped likewise: the one behind identity marks.
CREATE TABLE house_key (
    name TEXT NOT NULL PRIMARY KEY,
    wrapped TEXT NOT NULL
);

-- Memberships; a row is superseded, never changed.
CREATE TABLE membership (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    unit_id UUID NOT NULL REFERENCES unit (id),
    joined_on DATE NOT NULL,
    joining TEXT NOT NULL,
    left_on DATE,
    leaving TEXT,
    decision TEXT NOT NULL,
    batch_id UUID,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    superseded_at BIGINT
);

-- Since when the roll of a unit answers for its members, instead of declared figures.
CREATE TABLE roll (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES unit (id),
    counts_from DATE NOT NULL,
    batch_id UUID,
    recorded_at BIGINT NOT NULL,
    superseded_at BIGINT
);

-- A committee or another body of a unit, for a term of office.
CREATE TABLE body (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES unit (id),
    kind TEXT NOT NULL,
    term TEXT NOT NULL,
    decision TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_until DATE,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    superseded_at BIGINT
);

-- A post held by a person in a unit.
CREATE TABLE post (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    unit_id UUID NOT NULL REFERENCES unit (id),
    body_id UUID REFERENCES body (id),
    title TEXT NOT NULL,
    decision TEXT NOT NULL,
    full_time BIGINT NOT NULL,
    acting BIGINT NOT NULL,
    valid_from DATE NOT NULL,
    valid_until DATE,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    superseded_at BIGINT
);

ALTER TABLE mandate ADD COLUMN post_id UUID REFERENCES post (id);
ALTER TABLE mandate ADD COLUMN delegated_by UUID REFERENCES mandate (id) DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE import_batch (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_hash TEXT NOT NULL,
    mapping TEXT NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    undone_by TEXT,
    undone_at BIGINT
);

-- What stood before an import changed it.
CREATE TABLE import_change (
    batch_id UUID NOT NULL REFERENCES import_batch (id),
    object_id UUID NOT NULL,
    before_state TEXT NOT NULL,
    PRIMARY KEY (batch_id, object_id)
);

-- Which column of a sheet is which field, kept by name.
CREATE TABLE import_mapping (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    columns TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE INDEX unit_naming_unit ON unit_naming (unit_id);
CREATE INDEX unit_life_unit ON unit_life (unit_id);
CREATE INDEX reorganisation_effect_unit ON reorganisation_effect (unit_id);
CREATE UNIQUE INDEX person_number ON person (number) WHERE number IS NOT NULL;
CREATE INDEX person_identity ON person (identity_mark) WHERE identity_mark IS NOT NULL;
CREATE INDEX person_name ON person (name_fold, born_year);
CREATE INDEX membership_unit ON membership (unit_id, person_id);
CREATE INDEX membership_person ON membership (person_id);
CREATE INDEX roll_unit ON roll (unit_id);
CREATE INDEX body_unit ON body (unit_id);
CREATE INDEX post_unit ON post (unit_id);
CREATE INDEX post_person ON post (person_id);
CREATE INDEX mandate_unit ON mandate (unit_id);
