-- Records entered for a union below, and seeing pages as somebody else to help. Offices themselves stand in 0002.

-- Who entered a record for a union below, and who of that union said that it is right.
CREATE TABLE record_on_behalf (
    record_id UUID NOT NULL PRIMARY KEY REFERENCES record (id),
    unit_id UUID NOT NULL REFERENCES unit (id),
    entered_by TEXT NOT NULL,
    entered_at BIGINT NOT NULL,
    confirmed_by TEXT,
    confirmed_at BIGINT
);

-- A session that sees what another account sees, for a while and reading only. Its pages stand in the audit log.
CREATE TABLE view_as (
    id UUID NOT NULL PRIMARY KEY,
    session_id UUID NOT NULL,
    account_id UUID NOT NULL REFERENCES account (id),
    seen_account_id UUID NOT NULL REFERENCES account (id),
    reason TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE INDEX record_on_behalf_unit ON record_on_behalf (unit_id, confirmed_at);
CREATE INDEX view_as_session ON view_as (session_id);
CREATE INDEX mandate_post ON mandate (post_id);
CREATE INDEX mandate_delegated ON mandate (delegated_by);
CREATE INDEX account_person ON account (person_id);
CREATE INDEX audit_who ON audit (who, action, at);
