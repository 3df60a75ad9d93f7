-- Folders that somebody needs somewhere by a time. open is true or NULL and need the day, so that a folder has one open request for a place and need.
-- +goose Up
CREATE TABLE IF NOT EXISTS requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id INTEGER NOT NULL,
    location_id INTEGER NOT NULL,
    need INT NOT NULL,
    open BOOLEAN NULL,
    scope VARCHAR(8) NOT NULL,
    needed_by DATETIME NOT NULL,
    reason VARCHAR(16) NOT NULL,
    urgency INT NOT NULL DEFAULT 0,
    contact VARCHAR(100) NOT NULL DEFAULT '',
    note VARCHAR(200) NOT NULL DEFAULT '',
    moved_up INT NOT NULL DEFAULT 0,
    state VARCHAR(16) NOT NULL,
    state_at DATETIME NOT NULL,
    state_by VARCHAR(60) NOT NULL,
    state_why VARCHAR(200) NOT NULL DEFAULT '',
    claimed_by VARCHAR(60) NOT NULL DEFAULT '',
    claimed_until DATETIME NULL,
    hopeless_since DATETIME NULL,
    expires_at DATETIME NULL,
    scan_id VARCHAR(36) NULL,
    asked_by VARCHAR(60) NOT NULL,
    asked_at DATETIME NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    changed_at DATETIME NOT NULL,
    CONSTRAINT requests_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT requests_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT requests_state_known CHECK (state IN ('waiting', 'pulled', 'sent', 'filled', 'cancelled', 'expired', 'not_fillable')),
    CONSTRAINT requests_open_or_ended CHECK ((state IN ('waiting', 'pulled', 'sent')) = (open IS NOT NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS requests_one_open ON requests (folder_id, location_id, need, open);
CREATE INDEX IF NOT EXISTS requests_of_folder ON requests (folder_id, open);
CREATE INDEX IF NOT EXISTS requests_wanted ON requests (open, needed_by, id);
CREATE INDEX IF NOT EXISTS requests_at ON requests (location_id, open, needed_by);
CREATE INDEX IF NOT EXISTS requests_in_state ON requests (state, needed_by, id);
CREATE INDEX IF NOT EXISTS requests_expiring ON requests (expires_at);
CREATE INDEX IF NOT EXISTS requests_scan ON requests (scan_id);
CREATE INDEX IF NOT EXISTS requests_changed ON requests (changed_at);
