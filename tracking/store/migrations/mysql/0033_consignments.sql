-- A container that was dispatched, with its seal and carrier, until it is received. open is true or NULL, so that a container has one.
-- +goose Up
CREATE TABLE IF NOT EXISTS consignments (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    container_id BIGINT UNSIGNED NOT NULL,
    from_id BIGINT UNSIGNED NOT NULL,
    to_id BIGINT UNSIGNED NOT NULL,
    seal VARCHAR(40) NOT NULL DEFAULT '',
    carrier VARCHAR(60) NOT NULL DEFAULT '',
    folders INT NOT NULL,
    open BOOLEAN NULL,
    dispatched_at DATETIME(3) NOT NULL,
    dispatched_by VARCHAR(60) NOT NULL,
    arrived_at DATETIME(3) NULL,
    received_id BIGINT UNSIGNED NULL,
    received_at DATETIME(3) NULL,
    received_by VARCHAR(60) NOT NULL DEFAULT '',
    cancelled_at DATETIME(3) NULL,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT consignments_container FOREIGN KEY (container_id) REFERENCES containers (id),
    CONSTRAINT consignments_from FOREIGN KEY (from_id) REFERENCES locations (id),
    CONSTRAINT consignments_to FOREIGN KEY (to_id) REFERENCES locations (id),
    CONSTRAINT consignments_open_or_null CHECK (open IS NULL OR open = TRUE),
    UNIQUE KEY consignments_one_open (container_id, open),
    KEY consignments_of_container (container_id, dispatched_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
