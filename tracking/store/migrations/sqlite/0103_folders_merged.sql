-- The folders whose papers went into one.
-- +goose Up
CREATE INDEX IF NOT EXISTS folders_merged_into ON folders (merged_into_id);
