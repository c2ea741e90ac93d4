-- Lists over a whole federation read the latest records, and the clocks that run out first, without looking at each union; how many
-- hang below each unit of a list is counted from the index alone.
CREATE INDEX record_changed ON record (changed_at, id) WHERE annulled_at IS NULL;
CREATE INDEX record_clock_due ON record_clock (due_on, record_id, clock) WHERE stopped_on IS NULL AND due_on IS NOT NULL;
CREATE INDEX unit_link_stands ON unit_link (parent_id, valid_from, valid_until) WHERE superseded_at IS NULL;
