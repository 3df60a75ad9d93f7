-- Where a folder stands in the filing order of its library: every write that changes its home or number changes it.
-- +goose Up
SET @statement = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'folders' AND column_name = 'filing_key') = 0,
    'ALTER TABLE folders ADD COLUMN filing_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT ''''', 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
