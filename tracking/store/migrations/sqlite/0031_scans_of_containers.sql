-- The container that was scanned, or that a folder was scanned into or out of; and whether its folders are to be scanned one by one.
-- +goose Up
ALTER TABLE scans ADD COLUMN container_code VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE scans ADD COLUMN contents VARCHAR(16) NOT NULL DEFAULT '';
ALTER TABLE scans ADD COLUMN container_id INTEGER NULL;
CREATE INDEX IF NOT EXISTS scans_of_container ON scans (container_id, at);
