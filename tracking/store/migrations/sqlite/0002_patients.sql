-- Whose notes a folder holds. The keys are the names folded for searching.
-- +goose Up
CREATE TABLE IF NOT EXISTS patients (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number VARCHAR(32) NOT NULL,
    nhs_number VARCHAR(10) NOT NULL DEFAULT '',
    family_name VARCHAR(200) NOT NULL,
    given_name VARCHAR(200) NOT NULL DEFAULT '',
    family_key VARCHAR(200) NOT NULL DEFAULT '',
    given_key VARCHAR(200) NOT NULL DEFAULT '',
    born DATE NULL,
    sex VARCHAR(1) NOT NULL DEFAULT '',
    died_on DATE NULL,
    inpatient_id INTEGER NULL,
    namesake BOOLEAN NOT NULL DEFAULT FALSE,
    merged_into_id INTEGER NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT patients_inpatient FOREIGN KEY (inpatient_id) REFERENCES locations (id),
    CONSTRAINT patients_merged_into FOREIGN KEY (merged_into_id) REFERENCES patients (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS patients_number ON patients (number);
CREATE INDEX IF NOT EXISTS patients_name ON patients (family_key, given_key, born);
CREATE INDEX IF NOT EXISTS patients_born ON patients (born, family_key);
