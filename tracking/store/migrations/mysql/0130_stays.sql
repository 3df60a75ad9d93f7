-- Patients' stays in hospital, as the administration system tells of them. place is its own name for where, and ward_id the location
-- that this means: NULL while no map knows it.
-- +goose Up
CREATE TABLE IF NOT EXISTS stays (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    visit VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    patient_id BIGINT UNSIGNED NOT NULL,
    status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    place VARCHAR(80) NOT NULL DEFAULT '',
    bed VARCHAR(40) NOT NULL DEFAULT '',
    ward_id BIGINT UNSIGNED NULL,
    since DATETIME(3) NOT NULL,
    expected_at DATETIME(3) NULL,
    admitted_at DATETIME(3) NULL,
    leaves_at DATETIME(3) NULL,
    left_at DATETIME(3) NULL,
    next_place VARCHAR(80) NOT NULL DEFAULT '',
    next_ward_id BIGINT UNSIGNED NULL,
    died BOOLEAN NOT NULL DEFAULT FALSE,
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    changed_at DATETIME(3) NOT NULL,
    CONSTRAINT stays_patient FOREIGN KEY (patient_id) REFERENCES patients (id),
    CONSTRAINT stays_ward FOREIGN KEY (ward_id) REFERENCES locations (id),
    CONSTRAINT stays_next_ward FOREIGN KEY (next_ward_id) REFERENCES locations (id),
    CONSTRAINT stays_status_known CHECK (status IN ('expected', 'inpatient', 'on_leave', 'left', 'cancelled')),
    UNIQUE KEY stays_visit (visit),
    KEY stays_of_patient (patient_id, since),
    KEY stays_on_ward (ward_id, status, since),
    KEY stays_in_status (status, ward_id, expected_at),
    KEY stays_at_place (place, status)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
