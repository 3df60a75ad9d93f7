-- What a folder is out for, from when its days count and until when it was extended.
-- +goose Up
SET @step = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'folders' AND column_name = 'loan_for') = 0,
    'ALTER TABLE folders
        ADD COLUMN loan_for VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
        ADD COLUMN count_from DATETIME(3) NULL,
        ADD COLUMN extended_to DATETIME(3) NULL',
    'DO 0');
PREPARE step FROM @step;
EXECUTE step;
DEALLOCATE PREPARE step;
