-- Member cards: what was asked for, what was signed, and what happened to it since. Rows are added, never rewritten; only
-- the signed text is emptied when the holder's file is.

-- An exchange of old cards for new ones in a unit and all it manages.
CREATE TABLE card_campaign (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES unit (id),
    name TEXT NOT NULL,
    decision TEXT NOT NULL,
    from_day DATE NOT NULL,
    until_day DATE,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);

-- A card as asked for. The unit is where the holder stands; home is the unit of the membership row behind it, which after
-- a reorganisation may be another.
CREATE TABLE card (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    unit_id UUID NOT NULL REFERENCES unit (id),
    home_id UUID NOT NULL REFERENCES unit (id),
    kind TEXT NOT NULL CHECK (kind IN ('ordinary', 'linked')),
    cause TEXT NOT NULL CHECK (cause IN ('new', 'renewed', 'lost')),
    campaign_id UUID REFERENCES card_campaign (id),
    batch_id UUID NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at BIGINT NOT NULL
);

-- What was signed. The serial is never given twice; the text names the holder and is emptied with the holder's file.
CREATE TABLE card_issue (
    card_id UUID NOT NULL PRIMARY KEY REFERENCES card (id),
    serial TEXT NOT NULL,
    key_id TEXT NOT NULL,
    signed_text TEXT NOT NULL,
    issued_on DATE NOT NULL,
    expires_on DATE,
    issued_by TEXT NOT NULL,
    issued_at BIGINT NOT NULL
);

-- What happened to a card: refused instead of issued, handed to its holder, revoked. Each once.
CREATE TABLE card_event (
    card_id UUID NOT NULL REFERENCES card (id),
    event TEXT NOT NULL CHECK (event IN ('refused', 'handed', 'revoked')),
    reason TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (card_id, event)
);

-- Public keys cards were signed with: published for ever, also where the key file was lost.
CREATE TABLE card_key (
    id TEXT NOT NULL PRIMARY KEY,
    public_key TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);

CREATE INDEX card_person ON card (person_id);
CREATE INDEX card_unit ON card (unit_id);
CREATE INDEX card_of_campaign ON card (campaign_id) WHERE campaign_id IS NOT NULL;
CREATE INDEX card_of_batch ON card (batch_id);
CREATE UNIQUE INDEX card_serial ON card_issue (serial);
CREATE INDEX card_campaign_unit ON card_campaign (unit_id);
