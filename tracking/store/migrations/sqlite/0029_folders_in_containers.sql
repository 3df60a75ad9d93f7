-- The container a folder is in: one at most.
-- +goose Up
ALTER TABLE folders ADD COLUMN container_id INTEGER NULL REFERENCES containers (id);
CREATE INDEX IF NOT EXISTS folders_in ON folders (container_id, id);
