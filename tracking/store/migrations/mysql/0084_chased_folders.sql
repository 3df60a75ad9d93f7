-- The folders of each letter, as it names them. left_at: it came back before the letter was sent.
-- +goose Up
CREATE TABLE IF NOT EXISTS chased_folders (
    chase_id BIGINT UNSIGNED NOT NULL,
    folder_id BIGINT UNSIGNED NOT NULL,
    code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    volume INT NOT NULL,
    kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    patient VARCHAR(210) NOT NULL DEFAULT '',
    home_id BIGINT UNSIGNED NOT NULL,
    out_since DATETIME(3) NOT NULL,
    due_at DATETIME(3) NOT NULL,
    late INT NOT NULL,
    step INT NOT NULL,
    left_at DATETIME(3) NULL,
    CONSTRAINT chased_folders_chase FOREIGN KEY (chase_id) REFERENCES chases (id),
    CONSTRAINT chased_folders_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    PRIMARY KEY (chase_id, folder_id),
    KEY chased_folders_of (folder_id, chase_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
