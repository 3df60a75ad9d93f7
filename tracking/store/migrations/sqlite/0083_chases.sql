-- Attempts to get overdue folders back, with their words as sent. open is true or NULL, so that a holder has one open letter of a kind.
-- +goose Up
CREATE TABLE IF NOT EXISTS chases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    holder_id INTEGER NOT NULL,
    kind VARCHAR(16) NOT NULL,
    step INT NOT NULL DEFAULT 0,
    way VARCHAR(8) NOT NULL,
    address VARCHAR(254) NOT NULL DEFAULT '',
    spoke_to VARCHAR(100) NOT NULL DEFAULT '',
    note VARCHAR(500) NOT NULL DEFAULT '',
    subject VARCHAR(400) NOT NULL DEFAULT '',
    body TEXT NOT NULL,
    folders INT NOT NULL DEFAULT 0,
    open BOOLEAN NULL,
    state VARCHAR(16) NOT NULL,
    state_at DATETIME NOT NULL,
    state_by VARCHAR(60) NOT NULL,
    problem VARCHAR(200) NOT NULL DEFAULT '',
    tries INT NOT NULL DEFAULT 0,
    next_at DATETIME NULL,
    made_by VARCHAR(60) NOT NULL,
    made_at DATETIME NOT NULL,
    sent_at DATETIME NULL,
    CONSTRAINT chases_holder FOREIGN KEY (holder_id) REFERENCES locations (id),
    CONSTRAINT chases_state_known CHECK (state IN ('waiting', 'claimed', 'sending', 'sent', 'unsure', 'failed', 'dropped')),
    CONSTRAINT chases_open_or_over CHECK ((state IN ('sent', 'dropped')) = (open IS NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS chases_one_open ON chases (holder_id, kind, open);
CREATE INDEX IF NOT EXISTS chases_of ON chases (holder_id, id);
CREATE INDEX IF NOT EXISTS chases_next ON chases (next_at, id);
CREATE INDEX IF NOT EXISTS chases_open ON chases (open, state, id);
