-- Who did or looked at what. Rows are only added.
-- +goose Up
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at DATETIME NOT NULL,
    actor VARCHAR(60) NOT NULL,
    role VARCHAR(16) NOT NULL,
    via VARCHAR(16) NOT NULL,
    action VARCHAR(40) NOT NULL,
    folder_id INTEGER NULL,
    patient_id INTEGER NULL,
    location_id INTEGER NULL,
    detail VARCHAR(500) NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS audit_of_folder ON audit (folder_id, id);
CREATE INDEX IF NOT EXISTS audit_of_patient ON audit (patient_id, id);
CREATE INDEX IF NOT EXISTS audit_of_actor ON audit (actor, id);
