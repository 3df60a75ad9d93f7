-- A printer with one of its trays, where it stands and how its drawing is moved to meet the paper. Without an address its labels are
-- files that a person prints.
-- +goose Up
CREATE TABLE IF NOT EXISTS printers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name VARCHAR(40) NOT NULL,
    location_id INTEGER NOT NULL,
    address VARCHAR(261) NOT NULL DEFAULT '',
    language VARCHAR(8) NOT NULL,
    stock VARCHAR(40) NOT NULL,
    dpi INT NOT NULL,
    offset_x INT NOT NULL DEFAULT 0,
    offset_y INT NOT NULL DEFAULT 0,
    creep_x INT NOT NULL DEFAULT 0,
    creep_y INT NOT NULL DEFAULT 0,
    health VARCHAR(16) NOT NULL DEFAULT '',
    health_text VARCHAR(200) NOT NULL DEFAULT '',
    health_at DATETIME NULL,
    retired_at DATETIME NULL,
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT printers_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT printers_language_known CHECK (language IN ('zpl', 'pdf'))
);
CREATE UNIQUE INDEX IF NOT EXISTS printers_name ON printers (name);
CREATE INDEX IF NOT EXISTS printers_at_location ON printers (location_id);
