-- Barcodes whose label was replaced. They keep finding the folder; whoever scans one is told to put the new label on.
-- +goose Up
CREATE TABLE IF NOT EXISTS replaced_labels (
    code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    folder_id BIGINT UNSIGNED NOT NULL,
    reason VARCHAR(200) NOT NULL,
    actor VARCHAR(60) NOT NULL,
    replaced_at DATETIME(3) NOT NULL,
    PRIMARY KEY (code),
    CONSTRAINT replaced_labels_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    KEY replaced_labels_of (folder_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
