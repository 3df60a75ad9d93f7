-- Imports of folders: the first and the last number that they can have, so that their labels can be printed together.
-- +goose Up
CREATE TABLE IF NOT EXISTS import_batches (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    actor VARCHAR(60) NOT NULL,
    began_at DATETIME(3) NOT NULL,
    ended_at DATETIME(3) NOT NULL,
    first_folder_id BIGINT UNSIGNED NOT NULL,
    last_folder_id BIGINT UNSIGNED NOT NULL,
    folders INT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
