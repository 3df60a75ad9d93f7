-- That the papers of one folder went into another. open is true or NULL, so that a loser has one merge that holds.
-- +goose Up
CREATE TABLE IF NOT EXISTS folder_merges (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    survivor_id INTEGER NOT NULL,
    loser_id INTEGER NOT NULL,
    open BOOLEAN NULL,
    was_status VARCHAR(16) NOT NULL,
    link_id INTEGER NULL,
    merged_at DATETIME NOT NULL,
    merged_by VARCHAR(60) NOT NULL,
    apart_at DATETIME NULL,
    apart_by VARCHAR(60) NOT NULL DEFAULT '',
    apart_why VARCHAR(200) NOT NULL DEFAULT '',
    CONSTRAINT folder_merges_survivor FOREIGN KEY (survivor_id) REFERENCES folders (id),
    CONSTRAINT folder_merges_loser FOREIGN KEY (loser_id) REFERENCES folders (id),
    CONSTRAINT folder_merges_link FOREIGN KEY (link_id) REFERENCES folders (id),
    CONSTRAINT folder_merges_of_two CHECK (survivor_id <> loser_id),
    CONSTRAINT folder_merges_open_or_null CHECK (open IS NULL OR open = TRUE)
);
CREATE UNIQUE INDEX IF NOT EXISTS folder_merges_one_open ON folder_merges (loser_id, open);
CREATE INDEX IF NOT EXISTS folder_merges_into ON folder_merges (survivor_id, open);
