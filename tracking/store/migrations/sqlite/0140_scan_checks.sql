-- Scans that a person should look at. open is TRUE or NULL; look_at is when the sweep looks whether a later scan has answered one.
-- +goose Up
CREATE TABLE IF NOT EXISTS scan_checks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    scan_id VARCHAR(36) NOT NULL,
    reason VARCHAR(16) NOT NULL,
    device VARCHAR(64) NOT NULL DEFAULT '',
    seq BIGINT NULL,
    code VARCHAR(64) NOT NULL DEFAULT '',
    folder_id INTEGER NULL,
    location_id INTEGER NULL,
    message VARCHAR(500) NOT NULL,
    actor VARCHAR(60) NOT NULL,
    at DATETIME NOT NULL,
    open BOOLEAN NULL,
    look_at DATETIME NULL,
    done_at DATETIME NULL,
    done_by VARCHAR(60) NOT NULL DEFAULT '',
    became VARCHAR(200) NOT NULL DEFAULT '',
    CONSTRAINT scan_checks_of_scan FOREIGN KEY (scan_id) REFERENCES scans (id),
    CONSTRAINT scan_checks_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT scan_checks_location FOREIGN KEY (location_id) REFERENCES locations (id)
);
CREATE INDEX IF NOT EXISTS scan_checks_open ON scan_checks (open, reason, id);
CREATE INDEX IF NOT EXISTS scan_checks_look ON scan_checks (look_at);
CREATE INDEX IF NOT EXISTS scan_checks_done ON scan_checks (done_at, id);
CREATE UNIQUE INDEX IF NOT EXISTS scan_checks_scan ON scan_checks (scan_id);
