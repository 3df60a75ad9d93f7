-- Every change of where a container is, each with the state it left it in. Rows are only added; version counts a container's own.
-- +goose Up
CREATE TABLE IF NOT EXISTS container_moves (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    container_id BIGINT UNSIGNED NOT NULL,
    version BIGINT NOT NULL,
    kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    location_id BIGINT UNSIGNED NOT NULL,
    to_id BIGINT UNSIGNED NULL,
    since DATETIME(3) NOT NULL,
    late BOOLEAN NOT NULL DEFAULT FALSE,
    at DATETIME(3) NOT NULL,
    recorded_at DATETIME(3) NOT NULL,
    actor VARCHAR(60) NOT NULL,
    scan_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
    source VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    assumed BOOLEAN NOT NULL DEFAULT FALSE,
    corrects_id BIGINT UNSIGNED NULL,
    CONSTRAINT container_moves_container FOREIGN KEY (container_id) REFERENCES containers (id),
    CONSTRAINT container_moves_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT container_moves_dispatched_has_destination CHECK ((state = 'dispatched') = (to_id IS NOT NULL)),
    UNIQUE KEY container_moves_version (container_id, version),
    UNIQUE KEY container_moves_scan (scan_id),
    UNIQUE KEY container_moves_corrects (corrects_id),
    KEY container_moves_history (container_id, at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
