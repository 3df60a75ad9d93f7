-- A scan that was kept apart is dealt with: it was taken in after all, or somebody said so.
-- +goose Up
ALTER TABLE quarantined_scans ADD COLUMN taken_at DATETIME NULL;
ALTER TABLE quarantined_scans ADD COLUMN taken_by VARCHAR(60) NOT NULL DEFAULT '';
ALTER TABLE quarantined_scans ADD COLUMN became VARCHAR(500) NOT NULL DEFAULT '';
