-- Every number a patient has or had: old ones keep finding the patient.
-- +goose Up
CREATE TABLE IF NOT EXISTS patient_numbers (
    type VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    number VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    patient_id BIGINT UNSIGNED NOT NULL,
    current BOOLEAN NOT NULL DEFAULT TRUE,
    PRIMARY KEY (type, number),
    CONSTRAINT patient_numbers_patient FOREIGN KEY (patient_id) REFERENCES patients (id),
    KEY patient_numbers_of (patient_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
