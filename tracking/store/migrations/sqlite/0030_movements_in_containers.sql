-- The container a movement left the folder in. One scan of a container moves every folder in it, each once.
-- +goose Up
ALTER TABLE movements ADD COLUMN container_id INTEGER NULL;
DROP INDEX IF EXISTS movements_scan;
CREATE UNIQUE INDEX IF NOT EXISTS movements_scan ON movements (scan_id, folder_id);
CREATE INDEX IF NOT EXISTS movements_in ON movements (container_id, at);
