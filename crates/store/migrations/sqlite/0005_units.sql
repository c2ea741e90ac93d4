-- What is known of a unit beside its life and its links: particulars, decisions; employers with their workforce and the
-- unions that serve them; foundings of unions and recognitions of committees under way.

-- Within which unit a reorganisation works: who may see that unit may see the reorganisation.
ALTER TABLE reorganisation ADD COLUMN scope_id BLOB REFERENCES unit (id);

-- Particulars, as they are now known; former ones stand in the audit log. An address stays as it was written on a day:
-- the place is that of the places of that day. Coordinates are millionths of a degree.
CREATE TABLE unit_profile (
    unit_id BLOB NOT NULL PRIMARY KEY REFERENCES unit (id),
    status TEXT NOT NULL,
    address TEXT NOT NULL,
    place TEXT NOT NULL,
    written_on TEXT,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    tax_code TEXT NOT NULL,
    insurance_code TEXT NOT NULL,
    latitude INTEGER,
    longitude INTEGER,
    version INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL
) STRICT;

-- Decisions behind a unit.
CREATE TABLE unit_decision (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES unit (id),
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    issuer TEXT NOT NULL,
    about TEXT NOT NULL,
    file_name TEXT,
    sha256 TEXT,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT;

-- What is special about units that are employers.
CREATE TABLE employer (
    unit_id BLOB NOT NULL PRIMARY KEY REFERENCES unit (id),
    tax_code TEXT,
    ownership TEXT NOT NULL,
    zone TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
) STRICT;

-- How many people worked for an employer on a day.
CREATE TABLE workforce (
    id BLOB NOT NULL PRIMARY KEY,
    employer_id BLOB NOT NULL REFERENCES employer (unit_id),
    counted_on TEXT NOT NULL,
    workers INTEGER NOT NULL,
    women INTEGER,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT;

-- Which union serves the workers of an employer.
CREATE TABLE employer_service (
    id BLOB NOT NULL PRIMARY KEY,
    employer_id BLOB NOT NULL REFERENCES employer (unit_id),
    union_id BLOB NOT NULL REFERENCES unit (id),
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT;

-- A founding, or the recognition of a committee: what is asked for, of whom, and how far it is. `scope_id` is where it is
-- prepared, `upper_id` the unit that decides; `union_id` the union, once it stands.
CREATE TABLE founding_case (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    scope_id BLOB NOT NULL REFERENCES unit (id),
    upper_id BLOB NOT NULL REFERENCES unit (id),
    union_id BLOB REFERENCES unit (id),
    employer_id BLOB REFERENCES unit (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'decided', 'withdrawn', 'undone')),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    form TEXT NOT NULL,
    term TEXT NOT NULL,
    applicants INTEGER NOT NULL,
    employers INTEGER NOT NULL,
    congress INTEGER NOT NULL,
    inspection INTEGER NOT NULL,
    decision TEXT NOT NULL,
    decided_on TEXT,
    reorganisation_id BLOB REFERENCES reorganisation (id),
    opened_by TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;

-- Steps taken.
CREATE TABLE founding_step (
    case_id BLOB NOT NULL REFERENCES founding_case (id),
    step TEXT NOT NULL,
    done_on TEXT NOT NULL,
    note TEXT NOT NULL,
    done_by TEXT NOT NULL,
    PRIMARY KEY (case_id, step)
) STRICT;

-- Papers handed in.
CREATE TABLE founding_paper (
    case_id BLOB NOT NULL REFERENCES founding_case (id),
    paper TEXT NOT NULL,
    handed_on TEXT NOT NULL,
    file_name TEXT,
    sha256 TEXT,
    handed_by TEXT NOT NULL,
    PRIMARY KEY (case_id, paper)
) STRICT;

-- The committee that was elected, until the decision makes posts of it.
CREATE TABLE founding_person (
    case_id BLOB NOT NULL REFERENCES founding_case (id),
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    born_on TEXT,
    post TEXT NOT NULL,
    full_time INTEGER NOT NULL,
    person_id BLOB REFERENCES person (id),
    PRIMARY KEY (case_id, place)
) STRICT;

CREATE INDEX unit_decision_unit ON unit_decision (unit_id);
CREATE UNIQUE INDEX employer_tax_code ON employer (tax_code) WHERE tax_code IS NOT NULL;
CREATE INDEX workforce_employer ON workforce (employer_id, counted_on);
CREATE INDEX employer_service_employer ON employer_service (employer_id);
CREATE INDEX employer_service_union ON employer_service (union_id);
CREATE INDEX founding_case_scope ON founding_case (scope_id);
CREATE INDEX founding_case_upper ON founding_case (upper_id);
