-- What is kept apart and nobody has dealt with, whatever device it came from.
-- +goose Up
CREATE INDEX IF NOT EXISTS quarantined_taken ON quarantined_scans (taken_at, id);
