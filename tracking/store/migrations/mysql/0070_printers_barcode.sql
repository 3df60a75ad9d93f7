-- Which barcode the labels of a printer carry: old scanners read bars only, and a strip is too short for long ones.
-- +goose Up
SET @statement = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'printers' AND column_name = 'barcode') = 0,
    'ALTER TABLE printers ADD COLUMN barcode VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT ''code128''', 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
