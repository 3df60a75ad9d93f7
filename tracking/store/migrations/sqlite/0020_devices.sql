-- Browsers that scan, each enrolled once. Only hashes of their credentials are kept: the one in use and, until its successor was
-- seen, the one before.
-- +goose Up
CREATE TABLE IF NOT EXISTS devices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name VARCHAR(64) NOT NULL,
    label VARCHAR(60) NOT NULL,
    location_id INTEGER NOT NULL,
    enrolled_at DATETIME NOT NULL,
    enrolled_by VARCHAR(60) NOT NULL,
    hash VARCHAR(64) NOT NULL,
    previous_hash VARCHAR(64) NULL,
    rotated_at DATETIME NOT NULL,
    revoked_at DATETIME NULL,
    revoked_by VARCHAR(60) NOT NULL DEFAULT '',
    last_seen_at DATETIME NULL,
    app_version VARCHAR(16) NOT NULL DEFAULT '',
    protocol INT NOT NULL DEFAULT 0,
    contiguous_seq BIGINT NOT NULL DEFAULT 0,
    max_seq BIGINT NOT NULL DEFAULT 0,
    pending INT NOT NULL DEFAULT 0,
    oldest_at DATETIME NULL,
    persisted BOOLEAN NULL,
    offset_ms BIGINT NULL,
    offset_rtt_ms BIGINT NULL,
    lost_at DATETIME NULL,
    lost_why VARCHAR(200) NOT NULL DEFAULT '',
    stray_at DATETIME NULL,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT devices_location FOREIGN KEY (location_id) REFERENCES locations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS devices_name ON devices (name);
CREATE UNIQUE INDEX IF NOT EXISTS devices_hash ON devices (hash);
CREATE UNIQUE INDEX IF NOT EXISTS devices_previous_hash ON devices (previous_hash);
CREATE INDEX IF NOT EXISTS devices_at_location ON devices (location_id);
