-- Names that patients had before, or have besides: a search by them finds the patient.
-- +goose Up
CREATE TABLE IF NOT EXISTS patient_names (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    patient_id BIGINT UNSIGNED NOT NULL,
    family_name VARCHAR(200) NOT NULL,
    given_name VARCHAR(200) NOT NULL DEFAULT '',
    family_key VARCHAR(200) NOT NULL,
    given_key VARCHAR(200) NOT NULL DEFAULT '',
    CONSTRAINT patient_names_patient FOREIGN KEY (patient_id) REFERENCES patients (id),
    UNIQUE KEY patient_names_once (patient_id, family_key, given_key),
    KEY patient_names_key (family_key, given_key)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
