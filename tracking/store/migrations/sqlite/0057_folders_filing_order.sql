-- The folders of a home in their filing order.
-- +goose Up
CREATE INDEX IF NOT EXISTS folders_filing ON folders (home_id, filing_key);
