-- Names that patients had before, or have besides: a search by them finds the patient.
-- +goose Up
CREATE TABLE IF NOT EXISTS patient_names (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    patient_id INTEGER NOT NULL,
    family_name VARCHAR(200) NOT NULL,
    given_name VARCHAR(200) NOT NULL DEFAULT '',
    family_key VARCHAR(200) NOT NULL,
    given_key VARCHAR(200) NOT NULL DEFAULT '',
    CONSTRAINT patient_names_patient FOREIGN KEY (patient_id) REFERENCES patients (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS patient_names_once ON patient_names (patient_id, family_key, given_key);
CREATE INDEX IF NOT EXISTS patient_names_key ON patient_names (family_key, given_key);
