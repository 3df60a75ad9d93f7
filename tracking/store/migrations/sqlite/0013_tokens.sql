-- What lets programs in. Only the hash of a token is kept.
-- +goose Up
CREATE TABLE IF NOT EXISTS tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name VARCHAR(40) NOT NULL,
    role VARCHAR(16) NOT NULL,
    hash VARCHAR(64) NOT NULL,
    revoked_at DATETIME NULL,
    created_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS tokens_name ON tokens (name);
CREATE UNIQUE INDEX IF NOT EXISTS tokens_hash ON tokens (hash);
