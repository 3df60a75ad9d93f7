-- Which scans count to which stocktakes: each once, whatever is sent again. One that is undone stays, with the time.
-- +goose Up
CREATE TABLE IF NOT EXISTS stocktake_scans (
    stocktake_id BIGINT UNSIGNED NOT NULL,
    scan_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    folder_id BIGINT UNSIGNED NULL,
    code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    location_id BIGINT UNSIGNED NOT NULL,
    round VARCHAR(140) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seq BIGINT NOT NULL,
    at DATETIME(3) NOT NULL,
    actor VARCHAR(60) NOT NULL,
    taken_back_at DATETIME(3) NULL,
    PRIMARY KEY (stocktake_id, scan_id),
    CONSTRAINT stocktake_scans_of FOREIGN KEY (stocktake_id) REFERENCES stocktakes (id),
    CONSTRAINT stocktake_scans_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT stocktake_scans_location FOREIGN KEY (location_id) REFERENCES locations (id),
    KEY stocktake_scans_scan (scan_id),
    KEY stocktake_scans_seen (stocktake_id, folder_id),
    KEY stocktake_scans_of_folder (folder_id, at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
