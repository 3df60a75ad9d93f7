-- The container a movement left the folder in. One scan of a container moves every folder in it, each once.
-- +goose Up
SET @step = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'movements' AND column_name = 'container_id') = 0,
    'ALTER TABLE movements
        ADD COLUMN container_id BIGINT UNSIGNED NULL,
        DROP INDEX movements_scan,
        ADD UNIQUE KEY movements_scan (scan_id, folder_id),
        ADD KEY movements_in (container_id, at)',
    'DO 0');
PREPARE step FROM @step;
EXECUTE step;
DEALLOCATE PREPARE step;
