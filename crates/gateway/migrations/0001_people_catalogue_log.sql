-- Whoever can be written to. `state` is what they chose and what they asked for, as JSON: a
-- projection of `log`.
CREATE TABLE people (
    id         TEXT PRIMARY KEY NOT NULL,
    address    TEXT NOT NULL,
    name       TEXT,
    locale     TEXT,
    time_zone  TEXT NOT NULL,
    state      TEXT NOT NULL,
    -- The day on which each campaign was last sent to them, as JSON. No choice of theirs.
    last_sent  TEXT NOT NULL DEFAULT '{}',
    updated_at TEXT NOT NULL
) STRICT;

-- What the sender offers. Each import that changes it adds a version, so that an old line of
-- the log can be read with the words that the person saw.
CREATE TABLE catalogue (
    version     INTEGER PRIMARY KEY AUTOINCREMENT,
    recorded_at TEXT NOT NULL,
    body        TEXT NOT NULL
) STRICT;

-- The consent record: what was chosen, when, by which link, and what it changed. And what was
-- asked of the people at the sender, and when they did it.
CREATE TABLE log (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    person      TEXT NOT NULL REFERENCES people (id),
    kind        TEXT NOT NULL CHECK (kind IN ('import', 'change', 'done')),
    -- The change's own id, and a hash of what was asked under it. NULL but for a change.
    change_id   TEXT,
    body_hash   TEXT,
    recorded_at TEXT NOT NULL,
    -- When the wish was made, as its maker says. NULL: not said.
    made_at     TEXT,
    via         TEXT,
    -- The token's `jti`, `power` and `campaign`. NULL but for a change.
    link        TEXT,
    power       TEXT,
    campaign    TEXT,
    -- The document that was on the screen.
    revision    TEXT,
    -- The version of the catalogue that it was checked against.
    catalogue   INTEGER NOT NULL REFERENCES catalogue (version),
    -- What was asked, as it was asked.
    request     TEXT,
    -- What became different: see `store/entry.rs`.
    changed     TEXT NOT NULL,
    reason      TEXT,
    -- The request that was taken in. NULL: none.
    asked       TEXT CHECK (asked IN ('export', 'erase')),
    -- The change whose request is done. NULL but for what is done.
    closes      TEXT,
    -- Whether the person's history has it: it changed something, or asked for something.
    is_history  INTEGER NOT NULL DEFAULT 0,
    UNIQUE (person, change_id)
) STRICT;

CREATE INDEX log_of_person ON log (person, seq);
CREATE INDEX log_of_history ON log (person, seq) WHERE is_history = 1;
CREATE INDEX log_of_requests ON log (seq) WHERE asked IS NOT NULL;
CREATE UNIQUE INDEX log_of_done ON log (person, closes) WHERE closes IS NOT NULL;

CREATE TRIGGER log_is_never_rewritten BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_is_never_shortened BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER catalogue_is_never_rewritten BEFORE UPDATE ON catalogue
BEGIN SELECT RAISE(ABORT, 'the catalogue is append-only'); END;
CREATE TRIGGER catalogue_is_never_shortened BEFORE DELETE ON catalogue
BEGIN SELECT RAISE(ABORT, 'the catalogue is append-only'); END;
