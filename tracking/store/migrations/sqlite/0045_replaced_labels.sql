-- Barcodes whose label was replaced. They keep finding the folder; whoever scans one is told to put the new label on.
-- +goose Up
CREATE TABLE IF NOT EXISTS replaced_labels (
    code VARCHAR(64) NOT NULL,
    folder_id INTEGER NOT NULL,
    reason VARCHAR(200) NOT NULL,
    actor VARCHAR(60) NOT NULL,
    replaced_at DATETIME NOT NULL,
    PRIMARY KEY (code),
    CONSTRAINT replaced_labels_folder FOREIGN KEY (folder_id) REFERENCES folders (id)
);
CREATE INDEX IF NOT EXISTS replaced_labels_of ON replaced_labels (folder_id);
