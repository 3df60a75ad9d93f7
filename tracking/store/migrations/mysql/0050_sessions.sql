-- Clinics on a date. asked_at is when the folders of its patients were asked for first; list_at when its next list is to be made.
-- +goose Up
CREATE TABLE IF NOT EXISTS sessions (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    location_id BIGINT UNSIGNED NOT NULL,
    starts DATETIME(3) NOT NULL,
    volumes VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    asked_at DATETIME(3) NULL,
    list_at DATETIME(3) NULL,
    cancelled_at DATETIME(3) NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    changed_at DATETIME(3) NOT NULL,
    CONSTRAINT sessions_location FOREIGN KEY (location_id) REFERENCES locations (id),
    UNIQUE KEY sessions_code (code),
    KEY sessions_at (location_id, starts),
    KEY sessions_on (starts),
    KEY sessions_to_list (list_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
