-- What happened in each visit. Rows are only added, each once, in whatever order they are learnt; undone, counted and from_id are what
-- all of them together say of one.
-- +goose Up
CREATE TABLE IF NOT EXISTS stay_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    visit VARCHAR(64) NOT NULL,
    fingerprint VARCHAR(32) NOT NULL,
    patient_id INTEGER NOT NULL,
    kind VARCHAR(24) NOT NULL,
    at DATETIME NOT NULL,
    told_at DATETIME NOT NULL,
    place VARCHAR(80) NOT NULL DEFAULT '',
    bed VARCHAR(40) NOT NULL DEFAULT '',
    ward_id INTEGER NULL,
    due DATETIME NULL,
    admitted_at DATETIME NULL,
    died BOOLEAN NOT NULL DEFAULT FALSE,
    undone BOOLEAN NOT NULL DEFAULT FALSE,
    counted BOOLEAN NOT NULL DEFAULT FALSE,
    from_id INTEGER NULL,
    actor VARCHAR(60) NOT NULL,
    recorded_at DATETIME NOT NULL,
    CONSTRAINT stay_events_visit FOREIGN KEY (visit) REFERENCES visits (code),
    CONSTRAINT stay_events_patient FOREIGN KEY (patient_id) REFERENCES patients (id),
    CONSTRAINT stay_events_ward FOREIGN KEY (ward_id) REFERENCES locations (id),
    CONSTRAINT stay_events_from FOREIGN KEY (from_id) REFERENCES locations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS stay_events_once ON stay_events (visit, fingerprint);
CREATE INDEX IF NOT EXISTS stay_events_counted ON stay_events (counted, at);
CREATE INDEX IF NOT EXISTS stay_events_unplaced ON stay_events (place, ward_id);
