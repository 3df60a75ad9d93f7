-- Scans that cannot be what they say, as they came.
-- +goose Up
CREATE TABLE IF NOT EXISTS quarantined_scans (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    scan_id VARCHAR(64) NOT NULL DEFAULT '',
    device VARCHAR(64) NOT NULL DEFAULT '',
    actor VARCHAR(60) NOT NULL,
    reason VARCHAR(200) NOT NULL,
    raw VARCHAR(4000) NOT NULL DEFAULT '',
    received_at DATETIME(3) NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
