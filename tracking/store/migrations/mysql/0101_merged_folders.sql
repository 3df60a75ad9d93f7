-- Folders of merged records that were brought together with the others, and what they were before, so that they can be put back.
-- +goose Up
CREATE TABLE IF NOT EXISTS merged_folders (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    merge_id BIGINT UNSIGNED NOT NULL,
    folder_id BIGINT UNSIGNED NOT NULL,
    was_patient_id BIGINT UNSIGNED NOT NULL,
    was_volume INT NOT NULL,
    was_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    together_at DATETIME(3) NOT NULL,
    together_by VARCHAR(60) NOT NULL,
    back_at DATETIME(3) NULL,
    CONSTRAINT merged_folders_merge FOREIGN KEY (merge_id) REFERENCES patient_merges (id),
    CONSTRAINT merged_folders_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT merged_folders_patient FOREIGN KEY (was_patient_id) REFERENCES patients (id),
    KEY merged_folders_of (merge_id, back_at),
    KEY merged_folders_folder (folder_id, back_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
