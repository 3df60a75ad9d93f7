-- Patients booked in a session.
-- +goose Up
CREATE TABLE IF NOT EXISTS appointments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code VARCHAR(64) NOT NULL,
    session_id INTEGER NOT NULL,
    patient_id INTEGER NOT NULL,
    starts DATETIME NOT NULL,
    status VARCHAR(16) NOT NULL,
    not_needed VARCHAR(200) NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT appointments_session FOREIGN KEY (session_id) REFERENCES sessions (id),
    CONSTRAINT appointments_patient FOREIGN KEY (patient_id) REFERENCES patients (id),
    CONSTRAINT appointments_status_known CHECK (status IN ('booked', 'overbooked', 'attended', 'did_not_attend', 'cancelled'))
);
CREATE UNIQUE INDEX IF NOT EXISTS appointments_code ON appointments (code);
CREATE INDEX IF NOT EXISTS appointments_of_session ON appointments (session_id, starts, id);
CREATE INDEX IF NOT EXISTS appointments_of_patient ON appointments (patient_id, starts);
