-- Every number a patient has or had: old ones keep finding the patient.
-- +goose Up
CREATE TABLE IF NOT EXISTS patient_numbers (
    type VARCHAR(16) NOT NULL,
    number VARCHAR(32) NOT NULL,
    patient_id INTEGER NOT NULL,
    current BOOLEAN NOT NULL DEFAULT TRUE,
    PRIMARY KEY (type, number),
    CONSTRAINT patient_numbers_patient FOREIGN KEY (patient_id) REFERENCES patients (id)
);
CREATE INDEX IF NOT EXISTS patient_numbers_of ON patient_numbers (patient_id);
