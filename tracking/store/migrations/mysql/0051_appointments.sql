-- Patients booked in a session.
-- +goose Up
CREATE TABLE IF NOT EXISTS appointments (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    session_id BIGINT UNSIGNED NOT NULL,
    patient_id BIGINT UNSIGNED NOT NULL,
    starts DATETIME(3) NOT NULL,
    status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    not_needed VARCHAR(200) NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    changed_at DATETIME(3) NOT NULL,
    CONSTRAINT appointments_session FOREIGN KEY (session_id) REFERENCES sessions (id),
    CONSTRAINT appointments_patient FOREIGN KEY (patient_id) REFERENCES patients (id),
    CONSTRAINT appointments_status_known CHECK (status IN ('booked', 'overbooked', 'attended', 'did_not_attend', 'cancelled')),
    UNIQUE KEY appointments_code (code),
    KEY appointments_of_session (session_id, starts, id),
    KEY appointments_of_patient (patient_id, starts)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
