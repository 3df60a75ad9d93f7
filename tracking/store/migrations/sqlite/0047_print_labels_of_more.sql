-- Labels of containers and badges are printed through the same jobs. SQLite cannot change a CHECK, so the table is made anew, all in one
-- transaction. The first line fails where that was done already.
-- +goose Up
ALTER TABLE print_labels ADD COLUMN container_id INTEGER NULL;
ALTER TABLE print_labels ADD COLUMN user_id INTEGER NULL;
CREATE TABLE print_labels_new (
    job_id VARCHAR(36) NOT NULL,
    position INT NOT NULL,
    folder_id INTEGER NULL,
    location_id INTEGER NULL,
    container_id INTEGER NULL,
    user_id INTEGER NULL,
    code VARCHAR(64) NOT NULL,
    label_version INT NULL,
    scanned_at DATETIME NULL,
    scanned_by VARCHAR(60) NOT NULL DEFAULT '',
    PRIMARY KEY (job_id, position),
    CONSTRAINT print_labels_job FOREIGN KEY (job_id) REFERENCES print_jobs (id),
    CONSTRAINT print_labels_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT print_labels_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT print_labels_container FOREIGN KEY (container_id) REFERENCES containers (id),
    CONSTRAINT print_labels_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT print_labels_mean_one_thing CHECK ((folder_id IS NOT NULL) + (location_id IS NOT NULL) + (container_id IS NOT NULL) + (user_id IS NOT NULL) = 1)
);
INSERT INTO print_labels_new (job_id, position, folder_id, location_id, container_id, user_id, code, label_version, scanned_at, scanned_by)
    SELECT job_id, position, folder_id, location_id, container_id, user_id, code, label_version, scanned_at, scanned_by FROM print_labels;
DROP TABLE print_labels;
ALTER TABLE print_labels_new RENAME TO print_labels;
CREATE UNIQUE INDEX IF NOT EXISTS print_labels_version ON print_labels (folder_id, label_version);
CREATE INDEX IF NOT EXISTS print_labels_of_location ON print_labels (location_id);
CREATE INDEX IF NOT EXISTS print_labels_of_container ON print_labels (container_id);
CREATE INDEX IF NOT EXISTS print_labels_of_user ON print_labels (user_id);
