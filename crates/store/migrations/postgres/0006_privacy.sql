-- Personal data: what people agreed to, what they ask for, what went wrong, which lists left the house.

-- What a person agreed to, in which words and how; a row is withdrawn, never removed.
CREATE TABLE consent (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    purpose TEXT NOT NULL,
    text_version TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('page', 'paper')),
    recorded_by TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    withdrawn_by TEXT,
    withdrawn_at BIGINT
);

-- What a person asks about the own data. What was said is sealed under the person's key.
CREATE TABLE data_request (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    unit_id UUID NOT NULL REFERENCES unit (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    sealed TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    acknowledge_due DATE,
    answer_due DATE,
    recorded_by TEXT NOT NULL,
    acknowledged_by TEXT,
    acknowledged_at BIGINT,
    answered_by TEXT,
    answered_at BIGINT
);

-- What went wrong with data, and until when the authority must be told.
CREATE TABLE data_incident (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES unit (id),
    what TEXT NOT NULL,
    data_kinds TEXT NOT NULL,
    people BIGINT NOT NULL,
    measures TEXT NOT NULL,
    noticed_at BIGINT NOT NULL,
    notify_due BIGINT NOT NULL,
    notified_at BIGINT,
    notified_by TEXT,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);

-- A list of members that left the house as a file.
CREATE TABLE data_export (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES unit (id),
    members BIGINT NOT NULL,
    clear BIGINT NOT NULL,
    reason TEXT NOT NULL,
    exported_by TEXT NOT NULL,
    exported_at BIGINT NOT NULL
);

-- What somebody has to look at: an export above the threshold.
CREATE TABLE data_alert (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES unit (id),
    export_id UUID NOT NULL REFERENCES data_export (id),
    raised_at BIGINT NOT NULL,
    seen_by TEXT,
    seen_at BIGINT
);

CREATE INDEX consent_person ON consent (person_id);
CREATE INDEX data_request_person ON data_request (person_id);
CREATE INDEX data_request_unit ON data_request (unit_id, state);
CREATE INDEX data_incident_unit ON data_incident (unit_id);
CREATE INDEX data_export_unit ON data_export (unit_id, exported_at);
CREATE INDEX data_alert_unit ON data_alert (unit_id);
