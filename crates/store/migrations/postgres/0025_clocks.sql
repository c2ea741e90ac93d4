-- Deadlines on records: one row for each clock of a record that stands, with the day it was done once it was. Only the latest
-- record of a unit with the same answer (`about`) runs where a clock is for the latest alone.
CREATE TABLE record_clock (
    record_id UUID NOT NULL REFERENCES record (id),
    clock TEXT NOT NULL,
    register TEXT NOT NULL,
    unit_id UUID NOT NULL REFERENCES unit (id),
    occurred_on DATE NOT NULL,
    due_on DATE,
    stopped_on DATE,
    about TEXT NOT NULL,
    PRIMARY KEY (record_id, clock)
);

CREATE INDEX record_clock_running ON record_clock (unit_id, due_on) WHERE stopped_on IS NULL AND due_on IS NOT NULL;
CREATE INDEX record_clock_about ON record_clock (unit_id, register, clock, about, occurred_on) WHERE about <> '';
