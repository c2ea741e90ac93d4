-- Sheets of reports: the totals other people's Excel files hold, kept beside ours for as long as both are led, and why a
-- difference between them is as it is. What stands here is never a figure.

CREATE TABLE report_parallel (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES unit (id),
    form TEXT NOT NULL,
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_hash TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT;

-- One number of such a file. Ratios are kept in hundredths.
CREATE TABLE report_parallel_value (
    parallel_id BLOB NOT NULL REFERENCES report_parallel (id),
    unit_id BLOB NOT NULL REFERENCES unit (id),
    line TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (parallel_id, unit_id, line)
) STRICT;

-- Why ours and theirs differ. It holds while both numbers are the ones it speaks of. Rows are added, never rewritten.
CREATE TABLE report_parallel_note (
    unit_id BLOB NOT NULL REFERENCES unit (id),
    form TEXT NOT NULL,
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL,
    about_id BLOB NOT NULL REFERENCES unit (id),
    line TEXT NOT NULL,
    ours INTEGER,
    theirs INTEGER NOT NULL,
    words TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (unit_id, form, period_from, period_to, about_id, line, recorded_at)
) STRICT;

CREATE UNIQUE INDEX report_parallel_of ON report_parallel (unit_id, form, period_from, period_to)
    WHERE superseded_at IS NULL;
