-- Requests: what a unit asks those below about one period, beside the forms that come back by themselves. An answer is a report
-- (table report) whose form is the request.

CREATE TABLE report_request (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES unit (id),
    -- What stands for it among the forms of reports.
    form TEXT NOT NULL UNIQUE,
    -- Counts the requests of a unit in a year.
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    level TEXT NOT NULL,
    period_from DATE NOT NULL,
    period_to DATE NOT NULL,
    asked_on DATE NOT NULL,
    due_on DATE NOT NULL,
    -- Why units are asked though it puts them over the ceiling of a month; empty where it does not.
    over_words TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    superseded_at BIGINT,
    UNIQUE (unit_id, year, number),
    CHECK (period_to >= period_from AND due_on >= asked_on)
);

-- A line of a request. Never rewritten.
CREATE TABLE report_request_line (
    request_id UUID NOT NULL REFERENCES report_request (id),
    number BIGINT NOT NULL,
    indicator TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (request_id, number)
);

-- A unit that was asked: one about which not everything was known that day. Never rewritten.
CREATE TABLE report_request_unit (
    request_id UUID NOT NULL REFERENCES report_request (id),
    unit_id UUID NOT NULL REFERENCES unit (id),
    -- How many lines it had to write itself, and the minutes that was expected to take.
    lines BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    PRIMARY KEY (request_id, unit_id)
);

CREATE INDEX report_request_unit_of ON report_request_unit (unit_id);
CREATE INDEX report_form ON report (form);
