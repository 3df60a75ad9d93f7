-- When whoever waits for a folder asked the library for it again.
-- +goose Up
SET @statement = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'requests' AND column_name = 'chased_at') = 0,
    'ALTER TABLE requests ADD COLUMN chased_at DATETIME(3) NULL', 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
