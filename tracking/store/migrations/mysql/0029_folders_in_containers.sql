-- The container a folder is in: one at most.
-- +goose Up
SET @step = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'folders' AND column_name = 'container_id') = 0,
    'ALTER TABLE folders
        ADD COLUMN container_id BIGINT UNSIGNED NULL,
        ADD CONSTRAINT folders_container FOREIGN KEY (container_id) REFERENCES containers (id),
        ADD KEY folders_in (container_id, id)',
    'DO 0');
PREPARE step FROM @step;
EXECUTE step;
DEALLOCATE PREPARE step;
