-- That the papers of one folder went into another. open is true or NULL, so that a loser has one merge that holds.
-- +goose Up
CREATE TABLE IF NOT EXISTS folder_merges (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    survivor_id BIGINT UNSIGNED NOT NULL,
    loser_id BIGINT UNSIGNED NOT NULL,
    open BOOLEAN NULL,
    was_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    link_id BIGINT UNSIGNED NULL,
    merged_at DATETIME(3) NOT NULL,
    merged_by VARCHAR(60) NOT NULL,
    apart_at DATETIME(3) NULL,
    apart_by VARCHAR(60) NOT NULL DEFAULT '',
    apart_why VARCHAR(200) NOT NULL DEFAULT '',
    CONSTRAINT folder_merges_survivor FOREIGN KEY (survivor_id) REFERENCES folders (id),
    CONSTRAINT folder_merges_loser FOREIGN KEY (loser_id) REFERENCES folders (id),
    CONSTRAINT folder_merges_link FOREIGN KEY (link_id) REFERENCES folders (id),
    CONSTRAINT folder_merges_of_two CHECK (survivor_id <> loser_id),
    CONSTRAINT folder_merges_open_or_null CHECK (open IS NULL OR open = TRUE),
    UNIQUE KEY folder_merges_one_open (loser_id, open),
    KEY folder_merges_into (survivor_id, open)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
