-- The labels of a print job, in order. A folder's labels are numbered: the newest is the one that should be on it.
-- +goose Up
CREATE TABLE IF NOT EXISTS print_labels (
    job_id VARCHAR(36) NOT NULL,
    position INT NOT NULL,
    folder_id INTEGER NULL,
    location_id INTEGER NULL,
    code VARCHAR(64) NOT NULL,
    label_version INT NULL,
    scanned_at DATETIME NULL,
    scanned_by VARCHAR(60) NOT NULL DEFAULT '',
    PRIMARY KEY (job_id, position),
    CONSTRAINT print_labels_job FOREIGN KEY (job_id) REFERENCES print_jobs (id),
    CONSTRAINT print_labels_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT print_labels_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT print_labels_one_thing CHECK ((folder_id IS NULL) <> (location_id IS NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS print_labels_version ON print_labels (folder_id, label_version);
CREATE INDEX IF NOT EXISTS print_labels_of_location ON print_labels (location_id);
