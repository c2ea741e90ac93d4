-- Reports: how each stands, what was sent each time, what happened to it, days nobody could report, periods closed for good.

-- A report of a unit to the unit it goes to. There is none before somebody does something with it: what is merely expected
-- follows from the form and the life of the unit.
CREATE TABLE report (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES unit (id),
    receiver_id UUID NOT NULL REFERENCES unit (id),
    form TEXT NOT NULL,
    period_from DATE NOT NULL,
    period_to DATE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('expected', 'draft', 'sent', 'returned', 'approved', 'excused')),
    sendings BIGINT NOT NULL,
    first_sent_at BIGINT,
    last_sent_at BIGINT,
    decided_at BIGINT,
    version BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (unit_id, form, period_from, period_to, receiver_id)
);

-- The lines of a report as they stood when it was sent, as JSON. Never rewritten.
CREATE TABLE report_sending (
    report_id UUID NOT NULL REFERENCES report (id),
    number BIGINT NOT NULL,
    lines TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (report_id, number)
);

-- What happened to a report, by whom and when. Rows are added, never rewritten.
CREATE TABLE report_event (
    id UUID NOT NULL PRIMARY KEY,
    report_id UUID NOT NULL REFERENCES report (id),
    deed TEXT NOT NULL CHECK (deed IN ('fill', 'send', 'recall', 'return', 'approve', 'excuse', 'remind', 'comment')),
    sending BIGINT NOT NULL,
    words TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);

-- Why a line was given back.
CREATE TABLE report_fault (
    event_id UUID NOT NULL REFERENCES report_event (id),
    line TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (event_id, line)
);

-- Papers that belong to a report, such as the scan of the signed and stamped form.
CREATE TABLE report_paper (
    event_id UUID NOT NULL REFERENCES report_event (id),
    report_id UUID NOT NULL REFERENCES report (id),
    sha256 TEXT NOT NULL,
    file_name TEXT NOT NULL,
    PRIMARY KEY (event_id, sha256)
);

-- Days on which nobody of a unit and below could report, declared once.
CREATE TABLE report_outage (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES unit (id),
    first_on DATE NOT NULL,
    last_on DATE NOT NULL,
    words TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    superseded_at BIGINT,
    CHECK (last_on >= first_on)
);

-- A period closed for a unit and all below: the hash over the figures of a form as they were known at that moment.
CREATE TABLE report_seal (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES unit (id),
    form TEXT NOT NULL,
    period_from DATE NOT NULL,
    period_to DATE NOT NULL,
    units BIGINT NOT NULL,
    digest TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    UNIQUE (unit_id, form, period_from, period_to)
);

CREATE INDEX report_receiver ON report (receiver_id, form, period_to);
CREATE INDEX report_state ON report (state, period_to);
CREATE INDEX report_event_of ON report_event (report_id, recorded_at);
CREATE INDEX report_paper_of ON report_paper (report_id);
CREATE INDEX report_outage_unit ON report_outage (unit_id);
CREATE INDEX figure_adjusted ON figure (unit_id, indicator) WHERE source = 'adjusted' AND superseded_at IS NULL;
