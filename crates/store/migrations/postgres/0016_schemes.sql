-- Schemes with money: their rules as they stood, and the claims of units on them.

-- The money of a programme. What it pays for and under which rules stands in its definition, a file of a pack.
-- excludes: ids of schemes that pay for the same outcomes, with commas around. touched: whoever writes a claim changes it
-- first, so that two never spend the same money.
CREATE TABLE scheme (
    programme_id UUID NOT NULL PRIMARY KEY REFERENCES programme (id),
    slug TEXT NOT NULL,
    excludes TEXT NOT NULL,
    version BIGINT NOT NULL,
    touched BIGINT NOT NULL
);

-- A definition, one row for each version; the latest judges, by the terms of the outcome's own day.
CREATE TABLE scheme_definition (
    programme_id UUID NOT NULL REFERENCES scheme (programme_id),
    version BIGINT NOT NULL,
    definition TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (programme_id, version)
);

-- A claim. outcome: what is paid once. facts: what the rules were asked about, without anybody's name. stated: those of
-- them the claiming unit typed. paid_month: year and month of the payment as 202105; 0 until it is paid.
CREATE TABLE claim (
    id UUID NOT NULL PRIMARY KEY,
    programme_id UUID NOT NULL REFERENCES scheme (programme_id),
    payer_id UUID NOT NULL REFERENCES unit (id),
    unit_id UUID NOT NULL REFERENCES unit (id),
    outcome TEXT NOT NULL,
    outcome_unit_id UUID NOT NULL REFERENCES unit (id),
    outcome_record_id UUID REFERENCES record (id),
    outcome_on DATE NOT NULL,
    title TEXT NOT NULL,
    facts TEXT NOT NULL,
    stated TEXT NOT NULL,
    papers TEXT NOT NULL,
    amount BIGINT NOT NULL,
    claimed_on DATE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('submitted', 'checked', 'approved', 'paid', 'refused', 'withdrawn', 'reversed')),
    rule TEXT NOT NULL,
    reason TEXT NOT NULL,
    voucher TEXT NOT NULL,
    paid_on DATE,
    paid_month BIGINT NOT NULL,
    record_id UUID REFERENCES record (id),
    submitted_by TEXT NOT NULL,
    submitted_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE UNIQUE INDEX scheme_slug ON scheme (slug);
CREATE INDEX claim_scheme ON claim (programme_id, state);
CREATE INDEX claim_unit ON claim (unit_id);
CREATE INDEX claim_outcome ON claim (outcome);
CREATE INDEX claim_record ON claim (record_id);
CREATE UNIQUE INDEX claim_once ON claim (programme_id, outcome)
    WHERE state IN ('submitted', 'checked', 'approved', 'paid');
CREATE UNIQUE INDEX claim_voucher ON claim (payer_id, (paid_month / 100), voucher) WHERE voucher <> '';
