-- What waits to be filed in folders: loose papers, and who said so.
-- +goose Up
CREATE TABLE IF NOT EXISTS loose_papers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id INTEGER NOT NULL,
    what VARCHAR(200) NOT NULL,
    added_by VARCHAR(60) NOT NULL,
    added_at DATETIME NOT NULL,
    filed_by VARCHAR(60) NOT NULL DEFAULT '',
    filed_at DATETIME NULL,
    CONSTRAINT loose_papers_folder FOREIGN KEY (folder_id) REFERENCES folders (id)
);
CREATE INDEX IF NOT EXISTS loose_papers_of ON loose_papers (folder_id, filed_at);
