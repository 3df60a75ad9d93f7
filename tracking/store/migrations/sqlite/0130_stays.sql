-- Patients' stays in hospital, as the administration system tells of them. place is its own name for where, and ward_id the location
-- that this means: NULL while no map knows it.
-- +goose Up
CREATE TABLE IF NOT EXISTS stays (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    visit VARCHAR(64) NOT NULL,
    patient_id INTEGER NOT NULL,
    status VARCHAR(16) NOT NULL,
    place VARCHAR(80) NOT NULL DEFAULT '',
    bed VARCHAR(40) NOT NULL DEFAULT '',
    ward_id INTEGER NULL,
    since DATETIME NOT NULL,
    expected_at DATETIME NULL,
    admitted_at DATETIME NULL,
    leaves_at DATETIME NULL,
    left_at DATETIME NULL,
    next_place VARCHAR(80) NOT NULL DEFAULT '',
    next_ward_id INTEGER NULL,
    died BOOLEAN NOT NULL DEFAULT FALSE,
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT stays_patient FOREIGN KEY (patient_id) REFERENCES patients (id),
    CONSTRAINT stays_ward FOREIGN KEY (ward_id) REFERENCES locations (id),
    CONSTRAINT stays_next_ward FOREIGN KEY (next_ward_id) REFERENCES locations (id),
    CONSTRAINT stays_status_known CHECK (status IN ('expected', 'inpatient', 'on_leave', 'left', 'cancelled'))
);
CREATE UNIQUE INDEX IF NOT EXISTS stays_visit ON stays (visit);
CREATE INDEX IF NOT EXISTS stays_of_patient ON stays (patient_id, since);
CREATE INDEX IF NOT EXISTS stays_on_ward ON stays (ward_id, status, since);
CREATE INDEX IF NOT EXISTS stays_in_status ON stays (status, ward_id, expected_at);
CREATE INDEX IF NOT EXISTS stays_at_place ON stays (place, status);
