-- Folders that were here before filing orders get theirs by the sweep.
-- +goose Up
INSERT IGNORE INTO refilings (location_id, after_id) SELECT id, 0 FROM locations WHERE parent_id IS NULL AND EXISTS (SELECT 1 FROM folders);
