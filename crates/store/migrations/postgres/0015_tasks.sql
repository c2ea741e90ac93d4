-- Tasks of programmes: who does them, what they wait for, what proves them, what happened; addresses of calendars.

-- A task as it stands. A part of a task names it as its parent; parts have no parts. Its story stands in task_event.
CREATE TABLE task (
    id UUID NOT NULL PRIMARY KEY,
    programme_id UUID NOT NULL REFERENCES programme (id),
    parent_id UUID REFERENCES task (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL CHECK (kind IN ('task', 'activity', 'highlight', 'theme')),
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    words TEXT NOT NULL,
    clause_id UUID REFERENCES directive_clause (id),
    unit_id UUID NOT NULL REFERENCES unit (id),
    person_id UUID REFERENCES person (id),
    starts_on DATE,
    due_on DATE NOT NULL,
    weight BIGINT NOT NULL CHECK (weight > 0),
    evidence BIGINT NOT NULL CHECK (evidence IN (0, 1)),
    state TEXT NOT NULL
        CHECK (state IN ('planned', 'underway', 'reported', 'accepted', 'returned', 'cancelled')),
    version BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- Units that do a task together with its owner.
CREATE TABLE task_unit (
    task_id UUID NOT NULL REFERENCES task (id),
    unit_id UUID NOT NULL REFERENCES unit (id),
    PRIMARY KEY (task_id, unit_id)
);

-- The tasks a task waits for, of the same programme.
CREATE TABLE task_wait (
    task_id UUID NOT NULL REFERENCES task (id),
    awaited_id UUID NOT NULL REFERENCES task (id),
    PRIMARY KEY (task_id, awaited_id)
);

-- What happened to a task, by whom and when. Rows are added, never rewritten. A change keeps the task as it was before.
CREATE TABLE task_event (
    id UUID NOT NULL PRIMARY KEY,
    task_id UUID NOT NULL REFERENCES task (id),
    event TEXT NOT NULL CHECK (event IN ('added', 'changed', 'started', 'reported', 'accepted', 'returned', 'cancelled',
        'reopened', 'reminded')),
    words TEXT NOT NULL,
    before_state TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);

-- What was put forward with a report: a record, a directive, a file. Words stand in the event.
CREATE TABLE task_evidence (
    id UUID NOT NULL PRIMARY KEY,
    task_id UUID NOT NULL REFERENCES task (id),
    event_id UUID NOT NULL REFERENCES task_event (id),
    record_id UUID REFERENCES record (id),
    directive_id UUID REFERENCES directive (id),
    sha256 TEXT NOT NULL,
    file_name TEXT NOT NULL
);

-- Addresses under which a calendar program reads somebody's tasks. Only the hash of the secret is kept.
CREATE TABLE calendar_address (
    id UUID NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES account (id),
    secret_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE INDEX task_programme ON task (programme_id);
CREATE INDEX task_owner ON task (unit_id, state, due_on);
CREATE INDEX task_person ON task (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX task_state ON task (state, due_on);
CREATE INDEX task_unit_of ON task_unit (unit_id);
CREATE INDEX task_awaited ON task_wait (awaited_id);
CREATE INDEX task_event_of ON task_event (task_id, recorded_at);
CREATE INDEX task_evidence_of ON task_evidence (task_id);
CREATE INDEX calendar_address_of ON calendar_address (account_id);
