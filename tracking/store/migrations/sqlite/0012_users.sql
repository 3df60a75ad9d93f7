-- People who sign in. Nobody is deleted: disabled_at keeps them out.
-- +goose Up
CREATE TABLE IF NOT EXISTS users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name VARCHAR(40) NOT NULL,
    role VARCHAR(16) NOT NULL,
    password_hash VARCHAR(200) NOT NULL,
    disabled_at DATETIME NULL,
    created_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS users_name ON users (name);
