-- What the system said of the folders of a place when its stocktake began. Rows are only added.
-- +goose Up
CREATE TABLE IF NOT EXISTS stocktake_folders (
    stocktake_id INTEGER NOT NULL,
    folder_id INTEGER NOT NULL,
    away BOOLEAN NOT NULL,
    location_id INTEGER NOT NULL,
    custody VARCHAR(16) NOT NULL,
    PRIMARY KEY (stocktake_id, folder_id),
    CONSTRAINT stocktake_folders_of FOREIGN KEY (stocktake_id) REFERENCES stocktakes (id),
    CONSTRAINT stocktake_folders_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT stocktake_folders_location FOREIGN KEY (location_id) REFERENCES locations (id)
);
CREATE INDEX IF NOT EXISTS stocktake_folders_folder ON stocktake_folders (folder_id);
