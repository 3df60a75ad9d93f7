-- Boxes, trolleys and bags: what each is, where it is, and where it is on its way to. The projection of its moves, as a folder's row is.
-- +goose Up
CREATE TABLE IF NOT EXISTS containers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code VARCHAR(64) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    name VARCHAR(60) NOT NULL,
    state VARCHAR(16) NOT NULL,
    location_id INTEGER NOT NULL,
    to_id INTEGER NULL,
    since DATETIME NOT NULL,
    last_scan_at DATETIME NULL,
    last_scan_id VARCHAR(36) NULL,
    version BIGINT NOT NULL,
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT containers_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT containers_to FOREIGN KEY (to_id) REFERENCES locations (id),
    CONSTRAINT containers_kind_known CHECK (kind IN ('box', 'trolley', 'bag')),
    CONSTRAINT containers_state_known CHECK (state IN ('open', 'dispatched', 'received', 'retired')),
    CONSTRAINT containers_dispatched_has_destination CHECK ((state = 'dispatched') = (to_id IS NOT NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS containers_code ON containers (code);
CREATE UNIQUE INDEX IF NOT EXISTS containers_name ON containers (name);
CREATE INDEX IF NOT EXISTS containers_here ON containers (location_id, state);
CREATE INDEX IF NOT EXISTS containers_coming ON containers (to_id, since);
CREATE INDEX IF NOT EXISTS containers_by_state ON containers (state, name);
CREATE INDEX IF NOT EXISTS containers_changed ON containers (changed_at);
