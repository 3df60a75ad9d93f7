-- What somebody decided of a folder that a stocktake had something to say of.
-- +goose Up
CREATE TABLE IF NOT EXISTS stocktake_settled (
    stocktake_id INTEGER NOT NULL,
    folder_id INTEGER NOT NULL,
    settled_as VARCHAR(16) NOT NULL,
    settled_by VARCHAR(60) NOT NULL,
    settled_at DATETIME NOT NULL,
    PRIMARY KEY (stocktake_id, folder_id),
    CONSTRAINT stocktake_settled_of FOREIGN KEY (stocktake_id) REFERENCES stocktakes (id),
    CONSTRAINT stocktake_settled_folder FOREIGN KEY (folder_id) REFERENCES folders (id)
);
CREATE INDEX IF NOT EXISTS stocktake_settled_folder ON stocktake_settled (folder_id);
