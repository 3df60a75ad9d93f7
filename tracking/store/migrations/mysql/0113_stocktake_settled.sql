-- What somebody decided of a folder that a stocktake had something to say of.
-- +goose Up
CREATE TABLE IF NOT EXISTS stocktake_settled (
    stocktake_id BIGINT UNSIGNED NOT NULL,
    folder_id BIGINT UNSIGNED NOT NULL,
    settled_as VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    settled_by VARCHAR(60) NOT NULL,
    settled_at DATETIME(3) NOT NULL,
    PRIMARY KEY (stocktake_id, folder_id),
    CONSTRAINT stocktake_settled_of FOREIGN KEY (stocktake_id) REFERENCES stocktakes (id),
    CONSTRAINT stocktake_settled_folder FOREIGN KEY (folder_id) REFERENCES folders (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
