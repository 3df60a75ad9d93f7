-- Every change of where a folder is, each with the state it left the folder in. Rows are only added; version counts a folder's own.
-- +goose Up
CREATE TABLE IF NOT EXISTS movements (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id INTEGER NOT NULL,
    version BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    from_id INTEGER NULL,
    custody VARCHAR(16) NOT NULL,
    location_id INTEGER NOT NULL,
    to_id INTEGER NULL,
    since DATETIME NOT NULL,
    out_since DATETIME NULL,
    due_at DATETIME NULL,
    late BOOLEAN NOT NULL DEFAULT FALSE,
    at DATETIME NOT NULL,
    recorded_at DATETIME NOT NULL,
    actor VARCHAR(60) NOT NULL,
    scan_id VARCHAR(36) NULL,
    source VARCHAR(16) NOT NULL,
    confidence VARCHAR(16) NOT NULL,
    note VARCHAR(500) NOT NULL DEFAULT '',
    corrects_id INTEGER NULL,
    CONSTRAINT movements_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT movements_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT movements_transit_has_destination CHECK ((custody = 'in_transit') = (to_id IS NOT NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS movements_version ON movements (folder_id, version);
CREATE UNIQUE INDEX IF NOT EXISTS movements_scan ON movements (scan_id);
CREATE UNIQUE INDEX IF NOT EXISTS movements_corrects ON movements (corrects_id);
CREATE INDEX IF NOT EXISTS movements_history ON movements (folder_id, at);
