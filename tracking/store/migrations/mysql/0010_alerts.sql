-- Things a person should look at. open is true or NULL, so that a folder has one open alert of a kind.
-- +goose Up
CREATE TABLE IF NOT EXISTS alerts (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    folder_id BIGINT UNSIGNED NULL,
    location_id BIGINT UNSIGNED NULL,
    text VARCHAR(500) NOT NULL,
    open BOOLEAN NULL,
    opened_at DATETIME(3) NOT NULL,
    acknowledged_at DATETIME(3) NULL,
    acknowledged_by VARCHAR(60) NOT NULL DEFAULT '',
    closed_at DATETIME(3) NULL,
    closed_why VARCHAR(200) NOT NULL DEFAULT '',
    changed_at DATETIME(3) NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT alerts_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT alerts_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT alerts_open_or_null CHECK (open IS NULL OR open = TRUE),
    UNIQUE KEY alerts_one_open (kind, subject, open),
    KEY alerts_of_folder (folder_id, open),
    KEY alerts_open (open, kind, opened_at),
    KEY alerts_at_location (location_id, open),
    KEY alerts_changed (changed_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
