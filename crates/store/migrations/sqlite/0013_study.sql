-- Papers sent down with what became of them, and sessions at which directives are studied.

-- A directive sent to units below, with what is asked of them. `passes_on_id` is the dispatch the sender got it by.
CREATE TABLE dispatch (
    id BLOB NOT NULL PRIMARY KEY,
    directive_id BLOB NOT NULL REFERENCES directive (id),
    unit_id BLOB NOT NULL REFERENCES unit (id),
    passes_on_id BLOB REFERENCES dispatch (id),
    request TEXT NOT NULL CHECK (request IN ('read', 'answer', 'programme')),
    due_on TEXT,
    note TEXT NOT NULL,
    sent_by TEXT NOT NULL,
    sent_at INTEGER NOT NULL
) STRICT;

-- A unit it was sent to; the day is the one that holds for this unit, extensions included.
CREATE TABLE dispatch_unit (
    dispatch_id BLOB NOT NULL REFERENCES dispatch (id),
    unit_id BLOB NOT NULL REFERENCES unit (id),
    due_on TEXT,
    PRIMARY KEY (dispatch_id, unit_id)
) STRICT;

-- What happened to it there, each once written.
CREATE TABLE dispatch_event (
    id BLOB NOT NULL PRIMARY KEY,
    dispatch_id BLOB NOT NULL REFERENCES dispatch (id),
    unit_id BLOB NOT NULL REFERENCES unit (id),
    event TEXT NOT NULL CHECK (event IN ('opened', 'acknowledged', 'answered', 'reminded', 'extended')),
    words TEXT NOT NULL,
    due_on TEXT,
    programme_id BLOB REFERENCES programme (id),
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
) STRICT;

-- A session at which directives are studied. Times of day are minutes; the window is when the code on the wall is taken.
CREATE TABLE study_session (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES unit (id),
    topic TEXT NOT NULL,
    held_on TEXT NOT NULL,
    begins_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    place TEXT NOT NULL,
    speaker TEXT NOT NULL,
    form TEXT NOT NULL CHECK (form IN ('meeting', 'online', 'mixed')),
    expected TEXT NOT NULL CHECK (expected IN ('members', 'officers', 'posts', 'number')),
    expected_posts TEXT NOT NULL,
    expected_number INTEGER NOT NULL,
    opens_at INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    secret TEXT NOT NULL,
    record_id BLOB,
    closed_at INTEGER,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
) STRICT;

CREATE TABLE study_session_directive (
    session_id BLOB NOT NULL REFERENCES study_session (id),
    directive_id BLOB NOT NULL REFERENCES directive (id),
    PRIMARY KEY (session_id, directive_id)
) STRICT;

-- Who came, once a person and session: somebody with a file, or a guest by name and year of birth.
CREATE TABLE study_attendance (
    id BLOB NOT NULL PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES study_session (id),
    person_id BLOB REFERENCES person (id),
    guest_name TEXT NOT NULL,
    guest_year INTEGER,
    guest_key TEXT,
    way TEXT NOT NULL CHECK (way IN ('code', 'list', 'hand')),
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    withdrawn_at INTEGER
) STRICT;

CREATE INDEX dispatch_sender ON dispatch (unit_id);
CREATE INDEX dispatch_directive ON dispatch (directive_id);
CREATE INDEX dispatch_passed_on ON dispatch (passes_on_id);
CREATE INDEX dispatch_unit_receiver ON dispatch_unit (unit_id);
CREATE INDEX dispatch_event_of ON dispatch_event (dispatch_id, unit_id);
CREATE UNIQUE INDEX dispatch_event_once ON dispatch_event (dispatch_id, unit_id, event)
    WHERE event IN ('opened', 'acknowledged');
CREATE INDEX study_session_holder ON study_session (unit_id, held_on);
CREATE INDEX study_session_of_directive ON study_session_directive (directive_id);
CREATE UNIQUE INDEX study_attendance_person ON study_attendance (session_id, person_id) WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX study_attendance_guest ON study_attendance (session_id, guest_key) WHERE withdrawn_at IS NULL;
CREATE INDEX study_attendance_of_person ON study_attendance (person_id);
