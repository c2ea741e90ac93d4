-- Ends of programmes, and reviews.

-- A programme closed or cancelled. A later entry supersedes an earlier one; taking an end back supersedes it alone.
CREATE TABLE programme_end (
    id UUID NOT NULL PRIMARY KEY,
    programme_id UUID NOT NULL REFERENCES programme (id),
    manner TEXT NOT NULL CHECK (manner IN ('closed', 'cancelled')),
    ended_on DATE NOT NULL,
    reason TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    superseded_at BIGINT
);

-- An officer's review of a programme as known on a day; its numbers are counted again from what was known that day.
CREATE TABLE programme_review (
    id UUID NOT NULL PRIMARY KEY,
    programme_id UUID NOT NULL REFERENCES programme (id),
    stage TEXT NOT NULL CHECK (stage IN ('interim', 'final')),
    as_of DATE NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);

CREATE TABLE programme_review_words (
    review_id UUID NOT NULL REFERENCES programme_review (id),
    section TEXT NOT NULL CHECK (section IN ('asked', 'done', 'missing', 'units', 'ahead')),
    words TEXT NOT NULL,
    PRIMARY KEY (review_id, section)
);

CREATE UNIQUE INDEX programme_end_known ON programme_end (programme_id) WHERE superseded_at IS NULL;
CREATE INDEX programme_review_programme ON programme_review (programme_id);
