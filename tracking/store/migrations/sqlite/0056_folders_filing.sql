-- Where a folder stands in the filing order of its library: every write that changes its home or number changes it.
-- +goose Up
ALTER TABLE folders ADD COLUMN filing_key VARCHAR(64) NOT NULL DEFAULT '';
