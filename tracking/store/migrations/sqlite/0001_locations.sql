-- Anywhere a folder can be, as a tree: path holds the ids from the root down.
-- +goose Up
CREATE TABLE IF NOT EXISTS locations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code VARCHAR(64) NOT NULL,
    name VARCHAR(100) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    parent_id INTEGER NULL,
    path VARCHAR(255) NOT NULL DEFAULT '',
    site VARCHAR(100) NOT NULL DEFAULT '',
    phone VARCHAR(40) NOT NULL DEFAULT '',
    email VARCHAR(200) NOT NULL DEFAULT '',
    loan_days INT NULL,
    gln VARCHAR(13) NOT NULL DEFAULT '',
    filing VARCHAR(32) NOT NULL DEFAULT '',
    retired_at DATETIME NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT locations_parent FOREIGN KEY (parent_id) REFERENCES locations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS locations_code ON locations (code);
CREATE INDEX IF NOT EXISTS locations_parent_name ON locations (parent_id, name);
CREATE INDEX IF NOT EXISTS locations_name ON locations (name);
