-- Every beep, for ever, whatever it turned out to be. Rows are only added.
-- +goose Up
CREATE TABLE IF NOT EXISTS scans (
    id VARCHAR(36) NOT NULL,
    device VARCHAR(64) NOT NULL DEFAULT '',
    seq BIGINT NULL,
    code VARCHAR(64) NOT NULL DEFAULT '',
    location_code VARCHAR(64) NOT NULL DEFAULT '',
    to_code VARCHAR(64) NOT NULL DEFAULT '',
    action VARCHAR(16) NOT NULL,
    undoes VARCHAR(36) NOT NULL DEFAULT '',
    at DATETIME NOT NULL,
    source VARCHAR(16) NOT NULL,
    claimed_at DATETIME NOT NULL,
    received_at DATETIME NOT NULL,
    actor VARCHAR(60) NOT NULL,
    reading_kind VARCHAR(16) NOT NULL,
    length INT NOT NULL DEFAULT 0,
    symbology VARCHAR(8) NOT NULL DEFAULT '',
    fingerprint VARCHAR(32) NOT NULL,
    folder_id INTEGER NULL,
    location_id INTEGER NULL,
    outcome VARCHAR(16) NOT NULL,
    class VARCHAR(16) NOT NULL,
    message VARCHAR(500) NOT NULL,
    why VARCHAR(500) NOT NULL,
    notices VARCHAR(2000) NOT NULL DEFAULT '',
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS scans_device_seq ON scans (device, seq);
CREATE INDEX IF NOT EXISTS scans_of_folder ON scans (folder_id, at);
