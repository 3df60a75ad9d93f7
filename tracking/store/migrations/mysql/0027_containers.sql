-- Boxes, trolleys and bags: what each is, where it is, and where it is on its way to. The projection of its moves, as a folder's row is.
-- +goose Up
CREATE TABLE IF NOT EXISTS containers (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name VARCHAR(60) NOT NULL,
    state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    location_id BIGINT UNSIGNED NOT NULL,
    to_id BIGINT UNSIGNED NULL,
    since DATETIME(3) NOT NULL,
    last_scan_at DATETIME(3) NULL,
    last_scan_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
    version BIGINT NOT NULL,
    created_at DATETIME(3) NOT NULL,
    changed_at DATETIME(3) NOT NULL,
    CONSTRAINT containers_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT containers_to FOREIGN KEY (to_id) REFERENCES locations (id),
    CONSTRAINT containers_kind_known CHECK (kind IN ('box', 'trolley', 'bag')),
    CONSTRAINT containers_state_known CHECK (state IN ('open', 'dispatched', 'received', 'retired')),
    CONSTRAINT containers_dispatched_has_destination CHECK ((state = 'dispatched') = (to_id IS NOT NULL)),
    UNIQUE KEY containers_code (code),
    UNIQUE KEY containers_name (name),
    KEY containers_here (location_id, state),
    KEY containers_coming (to_id, since),
    KEY containers_by_state (state, name),
    KEY containers_changed (changed_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
