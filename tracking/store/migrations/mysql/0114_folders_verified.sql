-- When a stocktake or an audit saw a folder last.
-- +goose Up
SET @statement = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'folders' AND column_name = 'last_verified_at') = 0,
    'ALTER TABLE folders ADD COLUMN last_verified_at DATETIME(3) NULL', 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
