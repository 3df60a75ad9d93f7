-- A code means one thing for ever: a folder, a location, a container or a user, whose badge it is on. The look at the columns makes
-- the step safe to run again: MySQL has no ADD COLUMN IF NOT EXISTS.
-- +goose Up
SET @step = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'barcodes' AND column_name = 'container_id') = 0,
    'ALTER TABLE barcodes
        ADD COLUMN container_id BIGINT UNSIGNED NULL AFTER location_id,
        ADD COLUMN user_id BIGINT UNSIGNED NULL AFTER container_id,
        ADD CONSTRAINT barcodes_container FOREIGN KEY (container_id) REFERENCES containers (id),
        ADD CONSTRAINT barcodes_user FOREIGN KEY (user_id) REFERENCES users (id),
        ADD KEY barcodes_of_container (container_id),
        ADD KEY barcodes_of_user (user_id),
        DROP CONSTRAINT barcodes_one_thing,
        ADD CONSTRAINT barcodes_mean_one_thing CHECK ((folder_id IS NOT NULL) + (location_id IS NOT NULL) + (container_id IS NOT NULL) + (user_id IS NOT NULL) = 1)',
    'DO 0');
PREPARE step FROM @step;
EXECUTE step;
DEALLOCATE PREPARE step;
