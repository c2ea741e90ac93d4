-- The first schema: units with memory, people with mandates, directives, programmes, records, figures, logs.
-- Ids and time are made by the program; money is đồng in a 64-bit integer; moments are microseconds since 1970 (UTC).

CREATE TABLE unit (
    id UUID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    kind TEXT NOT NULL,
    form TEXT NOT NULL,
    opened_on DATE NOT NULL,
    closed_on DATE,
    chain TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);

CREATE TABLE unit_link (
    id UUID PRIMARY KEY,
    child_id UUID NOT NULL REFERENCES unit (id),
    parent_id UUID NOT NULL REFERENCES unit (id),
    line TEXT NOT NULL CHECK (line IN ('managing', 'coordinating')),
    valid_from DATE NOT NULL,
    valid_until DATE,
    recorded_at BIGINT NOT NULL,
    superseded_at BIGINT
);

CREATE TABLE unit_succession (
    predecessor_id UUID NOT NULL REFERENCES unit (id),
    successor_id UUID NOT NULL REFERENCES unit (id),
    effective_on DATE NOT NULL,
    recorded_at BIGINT NOT NULL,
    superseded_at BIGINT,
    PRIMARY KEY (predecessor_id, successor_id, recorded_at)
);

CREATE TABLE person (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL,
    name_fold TEXT NOT NULL
);

CREATE TABLE account (
    id UUID PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    login TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);

CREATE TABLE mandate (
    id UUID PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    unit_id UUID NOT NULL REFERENCES unit (id),
    role TEXT NOT NULL,
    decision TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_until DATE
);

CREATE TABLE session (
    id UUID PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    account_id UUID NOT NULL REFERENCES account (id),
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE token (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES account (id),
    secret_hash TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL CHECK (scope IN ('read', 'write')),
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE sign_in_failure (
    login TEXT NOT NULL,
    failed_at BIGINT NOT NULL,
    id UUID PRIMARY KEY
);

CREATE TABLE directive (
    id UUID PRIMARY KEY,
    symbol TEXT NOT NULL,
    symbol_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    issued_on DATE,
    issuer TEXT NOT NULL,
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    summary TEXT NOT NULL,
    body TEXT NOT NULL,
    unit_id UUID NOT NULL REFERENCES unit (id),
    recorded_at BIGINT NOT NULL
);

CREATE TABLE directive_link (
    from_id UUID NOT NULL REFERENCES directive (id),
    to_id UUID NOT NULL REFERENCES directive (id),
    relation TEXT NOT NULL CHECK (relation IN ('based_on', 'carries_out', 'replaces')),
    PRIMARY KEY (from_id, to_id, relation)
);

CREATE TABLE directive_citation (
    directive_id UUID NOT NULL REFERENCES directive (id),
    place BIGINT NOT NULL,
    text TEXT NOT NULL,
    kind TEXT NOT NULL,
    symbol TEXT NOT NULL,
    issued_on DATE,
    issuer TEXT NOT NULL,
    cited_id UUID REFERENCES directive (id),
    PRIMARY KEY (directive_id, place)
);

CREATE TABLE directive_target (
    directive_id UUID NOT NULL REFERENCES directive (id),
    place BIGINT NOT NULL,
    text TEXT NOT NULL,
    subject TEXT NOT NULL,
    comparator TEXT NOT NULL,
    value TEXT NOT NULL,
    value_max TEXT NOT NULL,
    unit_of_measure TEXT NOT NULL,
    period TEXT NOT NULL,
    PRIMARY KEY (directive_id, place)
);

CREATE TABLE programme (
    id UUID PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES unit (id),
    title TEXT NOT NULL,
    directive_id UUID REFERENCES directive (id),
    parent_id UUID REFERENCES programme (id) DEFERRABLE INITIALLY DEFERRED,
    period TEXT NOT NULL,
    period_from DATE NOT NULL,
    period_to DATE NOT NULL,
    recorded_at BIGINT NOT NULL
);

CREATE TABLE target (
    id UUID PRIMARY KEY,
    programme_id UUID NOT NULL REFERENCES programme (id),
    indicator TEXT NOT NULL,
    comparator TEXT NOT NULL,
    value BIGINT NOT NULL,
    value_max BIGINT,
    period TEXT NOT NULL
);

CREATE TABLE record (
    id UUID PRIMARY KEY,
    register TEXT NOT NULL,
    unit_id UUID NOT NULL REFERENCES unit (id),
    occurred_on DATE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'recorded', 'confirmed', 'withdrawn')),
    fields TEXT NOT NULL,
    version BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE figure (
    id UUID PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES unit (id),
    indicator TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('records', 'members', 'declared', 'adjusted')),
    record_id UUID REFERENCES record (id),
    occurred_on DATE NOT NULL,
    counted_on DATE NOT NULL,
    value BIGINT NOT NULL,
    subject TEXT,
    reason TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    superseded_at BIGINT
);

CREATE TABLE chain (
    name TEXT PRIMARY KEY,
    seq BIGINT NOT NULL,
    head TEXT NOT NULL
);

CREATE TABLE audit (
    chain TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    before_state TEXT NOT NULL,
    after_state TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (chain, seq)
);

CREATE TABLE change (
    chain TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (chain, seq)
);

CREATE TABLE idempotency (
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account, key)
);

CREATE TABLE pack_file (
    pack TEXT NOT NULL,
    path TEXT NOT NULL,
    content TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (pack, path)
);

-- Files that came with records, by the hash of their content; base64, so that one text travels between the engines.
CREATE TABLE attachment (
    sha256 TEXT PRIMARY KEY,
    content TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);

CREATE INDEX unit_name ON unit (name_fold);
CREATE INDEX unit_chain ON unit (chain);
CREATE INDEX unit_link_child ON unit_link (child_id);
CREATE INDEX unit_link_parent ON unit_link (parent_id);
CREATE INDEX mandate_person ON mandate (person_id);
CREATE INDEX sign_in_failure_login ON sign_in_failure (login, failed_at);
CREATE INDEX directive_symbol ON directive (symbol_key);
CREATE INDEX directive_link_to ON directive_link (to_id);
CREATE INDEX programme_unit ON programme (unit_id);
CREATE INDEX programme_directive ON programme (directive_id);
CREATE INDEX target_programme ON target (programme_id);
CREATE INDEX record_register ON record (register, unit_id, occurred_on);
CREATE INDEX figure_indicator ON figure (indicator, counted_on);
CREATE INDEX figure_unit ON figure (unit_id, indicator, counted_on);
CREATE INDEX figure_record ON figure (record_id);
CREATE INDEX audit_object ON audit (object);
CREATE INDEX session_expires ON session (expires_at);
