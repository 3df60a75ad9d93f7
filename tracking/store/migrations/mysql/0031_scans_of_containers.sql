-- The container that was scanned, or that a folder was scanned into or out of; and whether its folders are to be scanned one by one.
-- +goose Up
SET @step = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'scans' AND column_name = 'container_id') = 0,
    'ALTER TABLE scans
        ADD COLUMN container_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
        ADD COLUMN contents VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
        ADD COLUMN container_id BIGINT UNSIGNED NULL,
        ADD KEY scans_of_container (container_id, at)',
    'DO 0');
PREPARE step FROM @step;
EXECUTE step;
DEALLOCATE PREPARE step;
