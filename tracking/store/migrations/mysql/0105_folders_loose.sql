-- Folders for which loose papers wait, in their filing order.
-- +goose Up
SET @statement = IF((SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'folders' AND index_name = 'folders_loose') = 0,
    'CREATE INDEX folders_loose ON folders (loose_filing, filing_key)', 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
