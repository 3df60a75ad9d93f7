-- A printer with one of its trays, where it stands and how its drawing is moved to meet the paper. Without an address its labels are
-- files that a person prints.
-- +goose Up
CREATE TABLE IF NOT EXISTS printers (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(40) NOT NULL,
    location_id BIGINT UNSIGNED NOT NULL,
    address VARCHAR(261) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    language VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    stock VARCHAR(40) NOT NULL,
    dpi INT NOT NULL,
    offset_x INT NOT NULL DEFAULT 0,
    offset_y INT NOT NULL DEFAULT 0,
    creep_x INT NOT NULL DEFAULT 0,
    creep_y INT NOT NULL DEFAULT 0,
    health VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    health_text VARCHAR(200) NOT NULL DEFAULT '',
    health_at DATETIME(3) NULL,
    retired_at DATETIME(3) NULL,
    created_at DATETIME(3) NOT NULL,
    changed_at DATETIME(3) NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT printers_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT printers_language_known CHECK (language IN ('zpl', 'pdf')),
    UNIQUE KEY printers_name (name),
    KEY printers_at_location (location_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
