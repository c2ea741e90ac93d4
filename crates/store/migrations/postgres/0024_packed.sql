-- Base rows that came or went in bulk: blocks beside an entry of the change log, whose hashes its audit entry names
-- (store/src/audit/packed.rs says how they are written).
CREATE TABLE change_block (
    chain TEXT NOT NULL,
    seq BIGINT NOT NULL,
    part BIGINT NOT NULL,
    packed TEXT NOT NULL,
    PRIMARY KEY (chain, seq, part)
);

-- They are packed already.
ALTER TABLE change_block ALTER COLUMN packed SET STORAGE EXTERNAL;

-- Nearly all base rows of a country rest on no record and need no place in this index.
DROP INDEX figure_record;
CREATE INDEX figure_record ON figure (record_id) WHERE record_id IS NOT NULL;
