-- Scans that a person should look at. open is TRUE or NULL; look_at is when the sweep looks whether a later scan has answered one.
-- +goose Up
CREATE TABLE IF NOT EXISTS scan_checks (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    scan_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    device VARCHAR(64) NOT NULL DEFAULT '',
    seq BIGINT NULL,
    code VARCHAR(64) NOT NULL DEFAULT '',
    folder_id BIGINT UNSIGNED NULL,
    location_id BIGINT UNSIGNED NULL,
    message VARCHAR(500) NOT NULL,
    actor VARCHAR(60) NOT NULL,
    at DATETIME(3) NOT NULL,
    open BOOLEAN NULL,
    look_at DATETIME(3) NULL,
    done_at DATETIME(3) NULL,
    done_by VARCHAR(60) NOT NULL DEFAULT '',
    became VARCHAR(200) NOT NULL DEFAULT '',
    KEY scan_checks_open (open, reason, id),
    KEY scan_checks_look (look_at),
    KEY scan_checks_done (done_at, id),
    CONSTRAINT scan_checks_of_scan FOREIGN KEY (scan_id) REFERENCES scans (id),
    CONSTRAINT scan_checks_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT scan_checks_location FOREIGN KEY (location_id) REFERENCES locations (id),
    UNIQUE KEY scan_checks_scan (scan_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
