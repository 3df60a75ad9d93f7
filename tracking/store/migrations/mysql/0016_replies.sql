-- The answers to writes that carried an Idempotency-Key, so that a repeat gets the first one's.
-- +goose Up
CREATE TABLE IF NOT EXISTS replies (
    actor VARCHAR(60) NOT NULL,
    reply_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    fingerprint VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    status INT NOT NULL DEFAULT 0,
    content_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    body MEDIUMBLOB NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (actor, reply_key),
    KEY replies_old (created_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
