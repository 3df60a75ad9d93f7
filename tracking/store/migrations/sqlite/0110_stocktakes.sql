-- Counts of what stands in one place, and audits by samples. counts_until is far away while one is open, so that a scan asks one index
-- whether it counts anywhere; open_at is unique, so that a place is counted once at a time.
-- +goose Up
CREATE TABLE IF NOT EXISTS stocktakes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind VARCHAR(16) NOT NULL,
    location_id INTEGER NOT NULL,
    drawn_from_id INTEGER NULL,
    open_at VARCHAR(40) NULL,
    state VARCHAR(16) NOT NULL,
    seed BIGINT NOT NULL DEFAULT 0,
    expected INT NOT NULL,
    away INT NOT NULL,
    started_at DATETIME NOT NULL,
    started_by VARCHAR(60) NOT NULL,
    counts_until DATETIME NOT NULL,
    ended_at DATETIME NULL,
    ended_by VARCHAR(60) NOT NULL DEFAULT '',
    scanned_at DATETIME NOT NULL,
    found INT NOT NULL DEFAULT 0,
    wrong_shelf INT NOT NULL DEFAULT 0,
    not_found INT NOT NULL DEFAULT 0,
    unexpected INT NOT NULL DEFAULT 0,
    misfiled INT NOT NULL DEFAULT 0,
    checked INT NOT NULL DEFAULT 0,
    confirmed INT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT stocktakes_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT stocktakes_drawn_from FOREIGN KEY (drawn_from_id) REFERENCES locations (id),
    CONSTRAINT stocktakes_kind_known CHECK (kind IN ('full', 'sample', 'shelf')),
    CONSTRAINT stocktakes_state_known CHECK (state IN ('open', 'finished', 'cancelled', 'lapsed')),
    CONSTRAINT stocktakes_open_until_ended CHECK ((state = 'open') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS stocktakes_one_open ON stocktakes (open_at);
CREATE INDEX IF NOT EXISTS stocktakes_counting ON stocktakes (counts_until);
CREATE INDEX IF NOT EXISTS stocktakes_ended ON stocktakes (ended_at);
CREATE INDEX IF NOT EXISTS stocktakes_changed ON stocktakes (changed_at);
