-- Labels of containers and badges are printed through the same jobs. The look at the columns makes the step safe to run again.
-- +goose Up
SET @step = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'print_labels' AND column_name = 'container_id') = 0,
    'ALTER TABLE print_labels
        ADD COLUMN container_id BIGINT UNSIGNED NULL AFTER location_id,
        ADD COLUMN user_id BIGINT UNSIGNED NULL AFTER container_id,
        ADD CONSTRAINT print_labels_container FOREIGN KEY (container_id) REFERENCES containers (id),
        ADD CONSTRAINT print_labels_user FOREIGN KEY (user_id) REFERENCES users (id),
        ADD KEY print_labels_of_container (container_id),
        ADD KEY print_labels_of_user (user_id),
        DROP CONSTRAINT print_labels_one_thing,
        ADD CONSTRAINT print_labels_mean_one_thing CHECK ((folder_id IS NOT NULL) + (location_id IS NOT NULL) + (container_id IS NOT NULL) + (user_id IS NOT NULL) = 1)',
    'DO 0');
PREPARE step FROM @step;
EXECUTE step;
DEALLOCATE PREPARE step;
