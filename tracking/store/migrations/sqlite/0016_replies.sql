-- The answers to writes that carried an Idempotency-Key, so that a repeat gets the first one's.
-- +goose Up
CREATE TABLE IF NOT EXISTS replies (
    actor VARCHAR(60) NOT NULL,
    reply_key VARCHAR(64) NOT NULL,
    fingerprint VARCHAR(64) NOT NULL,
    status INT NOT NULL DEFAULT 0,
    content_type VARCHAR(100) NOT NULL DEFAULT '',
    body BLOB NULL,
    created_at DATETIME NOT NULL,
    PRIMARY KEY (actor, reply_key)
);
CREATE INDEX IF NOT EXISTS replies_old ON replies (created_at);
