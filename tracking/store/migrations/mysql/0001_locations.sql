-- Anywhere a folder can be, as a tree: path holds the ids from the root down.
-- +goose Up
CREATE TABLE IF NOT EXISTS locations (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name VARCHAR(100) NOT NULL,
    kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    parent_id BIGINT UNSIGNED NULL,
    path VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    site VARCHAR(100) NOT NULL DEFAULT '',
    phone VARCHAR(40) NOT NULL DEFAULT '',
    email VARCHAR(200) NOT NULL DEFAULT '',
    loan_days INT NULL,
    gln VARCHAR(13) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    filing VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    retired_at DATETIME(3) NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    changed_at DATETIME(3) NOT NULL,
    CONSTRAINT locations_parent FOREIGN KEY (parent_id) REFERENCES locations (id),
    UNIQUE KEY locations_code (code),
    KEY locations_parent_name (parent_id, name),
    KEY locations_name (name)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
