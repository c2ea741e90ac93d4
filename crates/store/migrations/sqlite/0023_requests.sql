-- Requests: what a unit asks those below about one period, beside the forms that come back by themselves. An answer is a report
-- (table report) whose form is the request.

CREATE TABLE report_request (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES unit (id),
    -- What stands for it among the forms of reports.
    form TEXT NOT NULL UNIQUE,
    -- Counts the requests of a unit in a year.
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    level TEXT NOT NULL,
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL,
    asked_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    -- Why units are asked though it puts them over the ceiling of a month; empty where it does not.
    over_words TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER,
    UNIQUE (unit_id, year, number),
    CHECK (period_to >= period_from AND due_on >= asked_on)
) STRICT;

-- A line of a request. Never rewritten.
CREATE TABLE report_request_line (
    request_id BLOB NOT NULL REFERENCES report_request (id),
    number INTEGER NOT NULL,
    indicator TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (request_id, number)
) STRICT;

-- A unit that was asked: one about which not everything was known that day. Never rewritten.
CREATE TABLE report_request_unit (
    request_id BLOB NOT NULL REFERENCES report_request (id),
    unit_id BLOB NOT NULL REFERENCES unit (id),
    -- How many lines it had to write itself, and the minutes that was expected to take.
    lines INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    PRIMARY KEY (request_id, unit_id)
) STRICT;

CREATE INDEX report_request_unit_of ON report_request_unit (unit_id);
CREATE INDEX report_form ON report (form);
