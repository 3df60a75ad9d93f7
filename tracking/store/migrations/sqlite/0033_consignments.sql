-- A container that was dispatched, with its seal and carrier, until it is received. open is true or NULL, so that a container has one.
-- +goose Up
CREATE TABLE IF NOT EXISTS consignments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    container_id INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    to_id INTEGER NOT NULL,
    seal VARCHAR(40) NOT NULL DEFAULT '',
    carrier VARCHAR(60) NOT NULL DEFAULT '',
    folders INT NOT NULL,
    open BOOLEAN NULL,
    dispatched_at DATETIME NOT NULL,
    dispatched_by VARCHAR(60) NOT NULL,
    arrived_at DATETIME NULL,
    received_id INTEGER NULL,
    received_at DATETIME NULL,
    received_by VARCHAR(60) NOT NULL DEFAULT '',
    cancelled_at DATETIME NULL,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT consignments_container FOREIGN KEY (container_id) REFERENCES containers (id),
    CONSTRAINT consignments_from FOREIGN KEY (from_id) REFERENCES locations (id),
    CONSTRAINT consignments_to FOREIGN KEY (to_id) REFERENCES locations (id),
    CONSTRAINT consignments_open_or_null CHECK (open IS NULL OR open = TRUE)
);
CREATE UNIQUE INDEX IF NOT EXISTS consignments_one_open ON consignments (container_id, open);
CREATE INDEX IF NOT EXISTS consignments_of_container ON consignments (container_id, dispatched_at);
