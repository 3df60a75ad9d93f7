-- The patients that were merged into one.
-- +goose Up
CREATE INDEX IF NOT EXISTS patients_merged_into ON patients (merged_into_id);
