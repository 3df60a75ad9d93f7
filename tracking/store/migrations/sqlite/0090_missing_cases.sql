-- The search for each missing folder, from the report to the scan that found it. open is true or NULL, so that a folder has one open case.
-- +goose Up
CREATE TABLE IF NOT EXISTS missing_cases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id INTEGER NOT NULL,
    open BOOLEAN NULL,
    state VARCHAR(16) NOT NULL,
    level INT NOT NULL,
    level_at DATETIME NOT NULL,
    next_at DATETIME NULL,
    reported_by VARCHAR(60) NOT NULL,
    reported_at DATETIME NOT NULL,
    looked VARCHAR(500) NOT NULL DEFAULT '',
    last_id INTEGER NOT NULL,
    urgent BOOLEAN NOT NULL DEFAULT FALSE,
    needed_by DATETIME NULL,
    needed_at_id INTEGER NULL,
    incident VARCHAR(40) NOT NULL DEFAULT '',
    incident_by VARCHAR(60) NOT NULL DEFAULT '',
    incident_at DATETIME NULL,
    lost_at DATETIME NULL,
    lost_by VARCHAR(60) NOT NULL DEFAULT '',
    lost_why VARCHAR(200) NOT NULL DEFAULT '',
    closed_at DATETIME NULL,
    closed_why VARCHAR(200) NOT NULL DEFAULT '',
    found_by VARCHAR(60) NOT NULL DEFAULT '',
    found_at_id INTEGER NULL,
    scan_id VARCHAR(36) NULL,
    version BIGINT NOT NULL DEFAULT 1,
    changed_at DATETIME NOT NULL,
    CONSTRAINT missing_cases_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT missing_cases_last FOREIGN KEY (last_id) REFERENCES locations (id),
    CONSTRAINT missing_cases_needed_at FOREIGN KEY (needed_at_id) REFERENCES locations (id),
    CONSTRAINT missing_cases_found_at FOREIGN KEY (found_at_id) REFERENCES locations (id),
    CONSTRAINT missing_cases_state_known CHECK (state IN ('searching', 'lost', 'found', 'ended')),
    CONSTRAINT missing_cases_open_or_closed CHECK ((state IN ('searching', 'lost')) = (open IS NOT NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS missing_cases_one_open ON missing_cases (folder_id, open);
CREATE INDEX IF NOT EXISTS missing_cases_of_folder ON missing_cases (folder_id, id);
CREATE INDEX IF NOT EXISTS missing_cases_open ON missing_cases (open, reported_at, id);
CREATE INDEX IF NOT EXISTS missing_cases_reported ON missing_cases (reported_at, id);
CREATE INDEX IF NOT EXISTS missing_cases_closed ON missing_cases (closed_at, id);
CREATE INDEX IF NOT EXISTS missing_cases_next ON missing_cases (next_at);
CREATE INDEX IF NOT EXISTS missing_cases_changed ON missing_cases (changed_at);
