-- Reports: how each stands, what was sent each time, what happened to it, days nobody could report, periods closed for good.

-- A report of a unit to the unit it goes to. There is none before somebody does something with it: what is merely expected
-- follows from the form and the life of the unit.
CREATE TABLE report (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES unit (id),
    receiver_id BLOB NOT NULL REFERENCES unit (id),
    form TEXT NOT NULL,
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('expected', 'draft', 'sent', 'returned', 'approved', 'excused')),
    sendings INTEGER NOT NULL,
    first_sent_at INTEGER,
    last_sent_at INTEGER,
    decided_at INTEGER,
    version INTEGER NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    UNIQUE (unit_id, form, period_from, period_to, receiver_id)
) STRICT;

-- The lines of a report as they stood when it was sent, as JSON. Never rewritten.
CREATE TABLE report_sending (
    report_id BLOB NOT NULL REFERENCES report (id),
    number INTEGER NOT NULL,
    lines TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (report_id, number)
) STRICT;

-- What happened to a report, by whom and when. Rows are added, never rewritten.
CREATE TABLE report_event (
    id BLOB NOT NULL PRIMARY KEY,
    report_id BLOB NOT NULL REFERENCES report (id),
    deed TEXT NOT NULL CHECK (deed IN ('fill', 'send', 'recall', 'return', 'approve', 'excuse', 'remind', 'comment')),
    sending INTEGER NOT NULL,
    words TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
) STRICT;

-- Why a line was given back.
CREATE TABLE report_fault (
    event_id BLOB NOT NULL REFERENCES report_event (id),
    line TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (event_id, line)
) STRICT;

-- Papers that belong to a report, such as the scan of the signed and stamped form.
CREATE TABLE report_paper (
    event_id BLOB NOT NULL REFERENCES report_event (id),
    report_id BLOB NOT NULL REFERENCES report (id),
    sha256 TEXT NOT NULL,
    file_name TEXT NOT NULL,
    PRIMARY KEY (event_id, sha256)
) STRICT;

-- Days on which nobody of a unit and below could report, declared once.
CREATE TABLE report_outage (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES unit (id),
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    words TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER,
    CHECK (last_on >= first_on)
) STRICT;

-- A period closed for a unit and all below: the hash over the figures of a form as they were known at that moment.
CREATE TABLE report_seal (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES unit (id),
    form TEXT NOT NULL,
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL,
    units INTEGER NOT NULL,
    digest TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    UNIQUE (unit_id, form, period_from, period_to)
) STRICT;

CREATE INDEX report_receiver ON report (receiver_id, form, period_to);
CREATE INDEX report_state ON report (state, period_to);
CREATE INDEX report_event_of ON report_event (report_id, recorded_at);
CREATE INDEX report_paper_of ON report_paper (report_id);
CREATE INDEX report_outage_unit ON report_outage (unit_id);
CREATE INDEX figure_adjusted ON figure (unit_id, indicator) WHERE source = 'adjusted' AND superseded_at IS NULL;
