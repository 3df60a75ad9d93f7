-- What became of requests, step by step. Rows are only added; version counts a request's own.
-- +goose Up
CREATE TABLE IF NOT EXISTS request_events (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    request_id BIGINT UNSIGNED NOT NULL,
    version BIGINT NOT NULL,
    kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at DATETIME(3) NOT NULL,
    actor VARCHAR(60) NOT NULL,
    why VARCHAR(200) NOT NULL DEFAULT '',
    scan_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
    CONSTRAINT request_events_request FOREIGN KEY (request_id) REFERENCES requests (id),
    UNIQUE KEY request_events_version (request_id, version)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
