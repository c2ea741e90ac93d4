-- Entry: what is typed and not handed in yet, files beside a record, and every version of a register.

-- The version of its register a record was made under. Records from before versions were kept were made under the first.
ALTER TABLE record ADD COLUMN register_version BIGINT NOT NULL DEFAULT 1;

-- A register as it was written, one row for each version; the latest is in force.
CREATE TABLE register_version (
    register TEXT NOT NULL,
    version BIGINT NOT NULL,
    pack TEXT NOT NULL,
    definition TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (register, version)
);

-- What a person typed into the form of a register and did not hand in: sealed, one for a person and a register.
CREATE TABLE record_draft (
    owner TEXT NOT NULL,
    register TEXT NOT NULL,
    sealed TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (owner, register)
);

-- Photos and papers beside a record; what is taken away stays known, with who took it away.
CREATE TABLE record_file (
    record_id UUID NOT NULL REFERENCES record (id),
    sha256 TEXT NOT NULL,
    file_name TEXT NOT NULL,
    size BIGINT NOT NULL,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    removed_by TEXT,
    removed_at BIGINT,
    PRIMARY KEY (record_id, sha256)
);
