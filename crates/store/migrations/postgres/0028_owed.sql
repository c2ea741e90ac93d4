-- Work the program has to do on its own, since when: records are worked out anew after days off were added.
CREATE TABLE owed (
    what TEXT NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL
);
