-- What waits to be filed in folders: loose papers, and who said so.
-- +goose Up
CREATE TABLE IF NOT EXISTS loose_papers (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    folder_id BIGINT UNSIGNED NOT NULL,
    what VARCHAR(200) NOT NULL,
    added_by VARCHAR(60) NOT NULL,
    added_at DATETIME(3) NOT NULL,
    filed_by VARCHAR(60) NOT NULL DEFAULT '',
    filed_at DATETIME(3) NULL,
    CONSTRAINT loose_papers_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    KEY loose_papers_of (folder_id, filed_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
