-- The folders of a home in their filing order.
-- +goose Up
SET @statement = IF((SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'folders' AND index_name = 'folders_filing') = 0,
    'CREATE INDEX folders_filing ON folders (home_id, filing_key)', 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
