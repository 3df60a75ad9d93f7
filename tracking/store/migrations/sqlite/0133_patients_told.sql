-- When the administration system last told of a patient and of their death, and until when their notes must be kept.
-- +goose Up
ALTER TABLE patients ADD COLUMN told_at DATETIME NULL;
ALTER TABLE patients ADD COLUMN death_told_at DATETIME NULL;
ALTER TABLE patients ADD COLUMN seen_on DATE NULL;
ALTER TABLE patients ADD COLUMN keep_until DATE NULL;
