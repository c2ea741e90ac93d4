-- The member file at work: applications, states that change dues, transfers both sides agree to, people found to be one,
-- and who looked at what is masked.

-- What a person applied with (forms 5a and 5b).
CREATE TABLE membership_application (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    unit_id UUID NOT NULL REFERENCES unit (id),
    form TEXT NOT NULL CHECK (form IN ('5a', '5b')),
    applied_on DATE NOT NULL,
    signature TEXT NOT NULL CHECK (signature IN ('paper', 'electronic')),
    signature_text TEXT NOT NULL,
    decision TEXT NOT NULL,
    list_id UUID,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);

-- In which state a membership stands from a day on; a row is superseded, never changed.
CREATE TABLE membership_state (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    state TEXT NOT NULL,
    valid_from DATE NOT NULL,
    decision TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    superseded_at BIGINT
);

-- A membership on its way from one unit to another; until both sides agree the person stays where it is.
CREATE TABLE member_transfer (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    from_id UUID NOT NULL REFERENCES unit (id),
    to_id UUID NOT NULL REFERENCES unit (id),
    asked_from TEXT NOT NULL CHECK (asked_from IN ('from', 'to')),
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'refused', 'cancelled')),
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    answer TEXT NOT NULL,
    answered_by TEXT,
    answered_at BIGINT,
    effective_on DATE
);

-- Two files found to be of one person: what moved from one to the other, so that exactly that moves back.
CREATE TABLE person_merge (
    id UUID NOT NULL PRIMARY KEY,
    kept_id UUID NOT NULL REFERENCES person (id),
    merged_id UUID NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL,
    moved TEXT NOT NULL,
    merged_by TEXT NOT NULL,
    merged_at BIGINT NOT NULL,
    undone_by TEXT,
    undone_at BIGINT
);

-- Two files found to be of two people: not offered again.
CREATE TABLE person_distinct (
    one_id UUID NOT NULL REFERENCES person (id),
    other_id UUID NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (one_id, other_id)
);

-- Who opened which masked fields of whom, and why.
CREATE TABLE data_view (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    unit_id UUID NOT NULL REFERENCES unit (id),
    fields TEXT NOT NULL,
    reason TEXT NOT NULL,
    viewed_by TEXT NOT NULL,
    viewed_at BIGINT NOT NULL
);

CREATE INDEX membership_application_person ON membership_application (person_id);
CREATE INDEX membership_state_person ON membership_state (person_id);
CREATE UNIQUE INDEX membership_state_day ON membership_state (person_id, valid_from) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX member_transfer_open ON member_transfer (person_id) WHERE state = 'open';
CREATE INDEX member_transfer_from ON member_transfer (from_id);
CREATE INDEX member_transfer_to ON member_transfer (to_id);
CREATE INDEX member_transfer_person ON member_transfer (person_id);
CREATE INDEX person_merge_kept ON person_merge (kept_id);
CREATE INDEX person_merge_merged ON person_merge (merged_id);
CREATE INDEX data_view_person ON data_view (person_id);
CREATE INDEX person_merged ON person (merged_into) WHERE merged_into IS NOT NULL;
