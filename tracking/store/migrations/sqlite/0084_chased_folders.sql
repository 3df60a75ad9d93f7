-- The folders of each letter, as it names them. left_at: it came back before the letter was sent.
-- +goose Up
CREATE TABLE IF NOT EXISTS chased_folders (
    chase_id INTEGER NOT NULL,
    folder_id INTEGER NOT NULL,
    code VARCHAR(64) NOT NULL,
    volume INT NOT NULL,
    kind VARCHAR(32) NOT NULL,
    patient VARCHAR(210) NOT NULL DEFAULT '',
    home_id INTEGER NOT NULL,
    out_since DATETIME NOT NULL,
    due_at DATETIME NOT NULL,
    late INT NOT NULL,
    step INT NOT NULL,
    left_at DATETIME NULL,
    CONSTRAINT chased_folders_chase FOREIGN KEY (chase_id) REFERENCES chases (id),
    CONSTRAINT chased_folders_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    PRIMARY KEY (chase_id, folder_id)
);
CREATE INDEX IF NOT EXISTS chased_folders_of ON chased_folders (folder_id, chase_id);
