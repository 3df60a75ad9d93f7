-- Every change of where a container is, each with the state it left it in. Rows are only added; version counts a container's own.
-- +goose Up
CREATE TABLE IF NOT EXISTS container_moves (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    container_id INTEGER NOT NULL,
    version BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    state VARCHAR(16) NOT NULL,
    location_id INTEGER NOT NULL,
    to_id INTEGER NULL,
    since DATETIME NOT NULL,
    late BOOLEAN NOT NULL DEFAULT FALSE,
    at DATETIME NOT NULL,
    recorded_at DATETIME NOT NULL,
    actor VARCHAR(60) NOT NULL,
    scan_id VARCHAR(36) NULL,
    source VARCHAR(16) NOT NULL,
    assumed BOOLEAN NOT NULL DEFAULT FALSE,
    corrects_id INTEGER NULL,
    CONSTRAINT container_moves_container FOREIGN KEY (container_id) REFERENCES containers (id),
    CONSTRAINT container_moves_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT container_moves_dispatched_has_destination CHECK ((state = 'dispatched') = (to_id IS NOT NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS container_moves_version ON container_moves (container_id, version);
CREATE UNIQUE INDEX IF NOT EXISTS container_moves_scan ON container_moves (scan_id);
CREATE UNIQUE INDEX IF NOT EXISTS container_moves_corrects ON container_moves (corrects_id);
CREATE INDEX IF NOT EXISTS container_moves_history ON container_moves (container_id, at);
