-- Which scans count to which stocktakes: each once, whatever is sent again. One that is undone stays, with the time.
-- +goose Up
CREATE TABLE IF NOT EXISTS stocktake_scans (
    stocktake_id INTEGER NOT NULL,
    scan_id VARCHAR(36) NOT NULL,
    folder_id INTEGER NULL,
    code VARCHAR(64) NOT NULL DEFAULT '',
    location_id INTEGER NOT NULL,
    round VARCHAR(140) NOT NULL,
    seq BIGINT NOT NULL,
    at DATETIME NOT NULL,
    actor VARCHAR(60) NOT NULL,
    taken_back_at DATETIME NULL,
    PRIMARY KEY (stocktake_id, scan_id),
    CONSTRAINT stocktake_scans_of FOREIGN KEY (stocktake_id) REFERENCES stocktakes (id),
    CONSTRAINT stocktake_scans_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT stocktake_scans_location FOREIGN KEY (location_id) REFERENCES locations (id)
);
CREATE INDEX IF NOT EXISTS stocktake_scans_scan ON stocktake_scans (scan_id);
CREATE INDEX IF NOT EXISTS stocktake_scans_seen ON stocktake_scans (stocktake_id, folder_id);
CREATE INDEX IF NOT EXISTS stocktake_scans_of_folder ON stocktake_scans (folder_id, at);
