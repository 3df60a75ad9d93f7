-- Scans that cannot be what they say, as they came.
-- +goose Up
CREATE TABLE IF NOT EXISTS quarantined_scans (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    scan_id VARCHAR(64) NOT NULL DEFAULT '',
    device VARCHAR(64) NOT NULL DEFAULT '',
    actor VARCHAR(60) NOT NULL,
    reason VARCHAR(200) NOT NULL,
    raw VARCHAR(4000) NOT NULL DEFAULT '',
    received_at DATETIME NOT NULL
);
