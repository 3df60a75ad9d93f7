-- What became of requests, step by step. Rows are only added; version counts a request's own.
-- +goose Up
CREATE TABLE IF NOT EXISTS request_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id INTEGER NOT NULL,
    version BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    at DATETIME NOT NULL,
    actor VARCHAR(60) NOT NULL,
    why VARCHAR(200) NOT NULL DEFAULT '',
    scan_id VARCHAR(36) NULL,
    CONSTRAINT request_events_request FOREIGN KEY (request_id) REFERENCES requests (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS request_events_version ON request_events (request_id, version);
