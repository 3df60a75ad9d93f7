-- Folders of merged records that were brought together with the others, and what they were before, so that they can be put back.
-- +goose Up
CREATE TABLE IF NOT EXISTS merged_folders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    merge_id INTEGER NOT NULL,
    folder_id INTEGER NOT NULL,
    was_patient_id INTEGER NOT NULL,
    was_volume INT NOT NULL,
    was_status VARCHAR(16) NOT NULL,
    together_at DATETIME NOT NULL,
    together_by VARCHAR(60) NOT NULL,
    back_at DATETIME NULL,
    CONSTRAINT merged_folders_merge FOREIGN KEY (merge_id) REFERENCES patient_merges (id),
    CONSTRAINT merged_folders_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT merged_folders_patient FOREIGN KEY (was_patient_id) REFERENCES patients (id)
);
CREATE INDEX IF NOT EXISTS merged_folders_of ON merged_folders (merge_id, back_at);
CREATE INDEX IF NOT EXISTS merged_folders_folder ON merged_folders (folder_id, back_at);
