-- The labels of a print job, in order. A folder's labels are numbered: the newest is the one that should be on it.
-- +goose Up
CREATE TABLE IF NOT EXISTS print_labels (
    job_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    position INT NOT NULL,
    folder_id BIGINT UNSIGNED NULL,
    location_id BIGINT UNSIGNED NULL,
    code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    label_version INT NULL,
    scanned_at DATETIME(3) NULL,
    scanned_by VARCHAR(60) NOT NULL DEFAULT '',
    PRIMARY KEY (job_id, position),
    CONSTRAINT print_labels_job FOREIGN KEY (job_id) REFERENCES print_jobs (id),
    CONSTRAINT print_labels_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT print_labels_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT print_labels_one_thing CHECK ((folder_id IS NULL) <> (location_id IS NULL)),
    UNIQUE KEY print_labels_version (folder_id, label_version),
    KEY print_labels_of_location (location_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
