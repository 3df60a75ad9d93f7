-- The device's own count of a scan that was kept apart: it has come, and is no gap.
-- +goose Up
ALTER TABLE quarantined_scans ADD COLUMN seq BIGINT NULL;
CREATE INDEX IF NOT EXISTS quarantined_of_device ON quarantined_scans (device, seq);
