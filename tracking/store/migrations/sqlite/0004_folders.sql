-- One row a folder, with where it is now: the projection of its movements. A folder in transit has a destination and no other has.
-- +goose Up
CREATE TABLE IF NOT EXISTS folders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code VARCHAR(64) NOT NULL,
    patient_id INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL,
    volume INT NOT NULL,
    home_id INTEGER NOT NULL,
    status VARCHAR(16) NOT NULL,
    custody VARCHAR(16) NOT NULL,
    location_id INTEGER NOT NULL,
    to_id INTEGER NULL,
    since DATETIME NOT NULL,
    out_since DATETIME NULL,
    due_at DATETIME NULL,
    last_scan_at DATETIME NULL,
    last_scan_id VARCHAR(36) NULL,
    source VARCHAR(16) NOT NULL,
    confidence VARCHAR(16) NOT NULL,
    hold BOOLEAN NOT NULL DEFAULT FALSE,
    loose_filing BOOLEAN NOT NULL DEFAULT FALSE,
    merged_into_id INTEGER NULL,
    stands_for_id INTEGER NULL,
    version BIGINT NOT NULL,
    check_at DATETIME NULL,
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT folders_patient FOREIGN KEY (patient_id) REFERENCES patients (id),
    CONSTRAINT folders_home FOREIGN KEY (home_id) REFERENCES locations (id),
    CONSTRAINT folders_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT folders_to FOREIGN KEY (to_id) REFERENCES locations (id),
    CONSTRAINT folders_merged_into FOREIGN KEY (merged_into_id) REFERENCES folders (id),
    CONSTRAINT folders_stands_for FOREIGN KEY (stands_for_id) REFERENCES folders (id),
    CONSTRAINT folders_status_known CHECK (status IN ('active', 'closed', 'merged', 'destroyed', 'digitised')),
    CONSTRAINT folders_custody_known CHECK (custody IN ('at', 'in_transit', 'missing')),
    CONSTRAINT folders_transit_has_destination CHECK ((custody = 'in_transit') = (to_id IS NOT NULL)),
    CONSTRAINT folders_merged_has_survivor CHECK ((status = 'merged') = (merged_into_id IS NOT NULL)),
    CONSTRAINT folders_volume_positive CHECK (volume >= 1)
);
CREATE UNIQUE INDEX IF NOT EXISTS folders_code ON folders (code);
CREATE UNIQUE INDEX IF NOT EXISTS folders_volume ON folders (patient_id, kind, volume);
CREATE UNIQUE INDEX IF NOT EXISTS folders_stands_for_one ON folders (stands_for_id);
CREATE INDEX IF NOT EXISTS folders_here ON folders (location_id, custody, since);
CREATE INDEX IF NOT EXISTS folders_coming ON folders (to_id, since);
CREATE INDEX IF NOT EXISTS folders_held ON folders (location_id, due_at);
CREATE INDEX IF NOT EXISTS folders_away ON folders (home_id, due_at);
CREATE INDEX IF NOT EXISTS folders_overdue ON folders (due_at, id, location_id);
CREATE INDEX IF NOT EXISTS folders_by_custody ON folders (custody, since);
CREATE INDEX IF NOT EXISTS folders_check ON folders (check_at);
CREATE INDEX IF NOT EXISTS folders_changed ON folders (changed_at);
