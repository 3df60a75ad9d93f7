-- Clinics on a date. asked_at is when the folders of its patients were asked for first; list_at when its next list is to be made.
-- +goose Up
CREATE TABLE IF NOT EXISTS sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code VARCHAR(64) NOT NULL,
    location_id INTEGER NOT NULL,
    starts DATETIME NOT NULL,
    volumes VARCHAR(8) NOT NULL DEFAULT '',
    asked_at DATETIME NULL,
    list_at DATETIME NULL,
    cancelled_at DATETIME NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT sessions_location FOREIGN KEY (location_id) REFERENCES locations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS sessions_code ON sessions (code);
CREATE INDEX IF NOT EXISTS sessions_at ON sessions (location_id, starts);
CREATE INDEX IF NOT EXISTS sessions_on ON sessions (starts);
CREATE INDEX IF NOT EXISTS sessions_to_list ON sessions (list_at);
