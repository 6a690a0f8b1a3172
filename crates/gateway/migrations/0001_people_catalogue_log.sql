-- Whoever can be written to. `state` is what they chose, as JSON: a projection of `log`.
CREATE TABLE people (
    id         TEXT PRIMARY KEY NOT NULL,
    address    TEXT NOT NULL,
    name       TEXT,
    locale     TEXT,
    time_zone  TEXT NOT NULL,
    state      TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

-- What the sender offers. Each import that changes it adds a version, so that an old line of
-- the log can be read with the words that the person saw.
CREATE TABLE catalogue (
    version     INTEGER PRIMARY KEY AUTOINCREMENT,
    recorded_at TEXT NOT NULL,
    body        TEXT NOT NULL
) STRICT;

-- The consent record: what was chosen, when, by which link, and what it changed.
CREATE TABLE log (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    person      TEXT NOT NULL REFERENCES people (id),
    kind        TEXT NOT NULL CHECK (kind IN ('import', 'change')),
    -- The change's own id, and a hash of what was asked under it. NULL for an import.
    change_id   TEXT,
    body_hash   TEXT,
    recorded_at TEXT NOT NULL,
    -- When the wish was made, as its maker says. NULL: not said.
    made_at     TEXT,
    via         TEXT,
    -- The token's `jti`, `power` and `campaign`. NULL for an import.
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
    UNIQUE (person, change_id)
) STRICT;

CREATE INDEX log_of_person ON log (person, seq);

CREATE TRIGGER log_is_never_rewritten BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_is_never_shortened BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER catalogue_is_never_rewritten BEFORE UPDATE ON catalogue
BEGIN SELECT RAISE(ABORT, 'the catalogue is append-only'); END;
CREATE TRIGGER catalogue_is_never_shortened BEFORE DELETE ON catalogue
BEGIN SELECT RAISE(ABORT, 'the catalogue is append-only'); END;
