-- Who did or looked at what. Rows are only added.
-- +goose Up
CREATE TABLE IF NOT EXISTS audit (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    at DATETIME(3) NOT NULL,
    actor VARCHAR(60) NOT NULL,
    role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    via VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    action VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    folder_id BIGINT UNSIGNED NULL,
    patient_id BIGINT UNSIGNED NULL,
    location_id BIGINT UNSIGNED NULL,
    detail VARCHAR(500) NOT NULL DEFAULT '',
    KEY audit_of_folder (folder_id, id),
    KEY audit_of_patient (patient_id, id),
    KEY audit_of_actor (actor, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
