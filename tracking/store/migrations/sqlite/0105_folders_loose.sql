-- Folders for which loose papers wait, in their filing order.
-- +goose Up
CREATE INDEX IF NOT EXISTS folders_loose ON folders (loose_filing, filing_key);
