-- Browsers' sessions. Only the hash of a session's cookie is kept.
-- +goose Up
CREATE TABLE IF NOT EXISTS sign_ins (
    token VARCHAR(64) NOT NULL,
    data BLOB NOT NULL,
    expires_at DATETIME NOT NULL,
    PRIMARY KEY (token)
);
CREATE INDEX IF NOT EXISTS sign_ins_expired ON sign_ins (expires_at);
