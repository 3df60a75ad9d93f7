-- Whose notes a folder holds. The keys are the names folded for searching.
-- +goose Up
CREATE TABLE IF NOT EXISTS patients (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    number VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    nhs_number VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    family_name VARCHAR(200) NOT NULL,
    given_name VARCHAR(200) NOT NULL DEFAULT '',
    family_key VARCHAR(200) NOT NULL DEFAULT '',
    given_key VARCHAR(200) NOT NULL DEFAULT '',
    born DATE NULL,
    sex VARCHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    died_on DATE NULL,
    inpatient_id BIGINT UNSIGNED NULL,
    namesake BOOLEAN NOT NULL DEFAULT FALSE,
    merged_into_id BIGINT UNSIGNED NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    changed_at DATETIME(3) NOT NULL,
    CONSTRAINT patients_inpatient FOREIGN KEY (inpatient_id) REFERENCES locations (id),
    CONSTRAINT patients_merged_into FOREIGN KEY (merged_into_id) REFERENCES patients (id),
    UNIQUE KEY patients_number (number),
    KEY patients_name (family_key, given_key, born),
    KEY patients_born (born, family_key)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
