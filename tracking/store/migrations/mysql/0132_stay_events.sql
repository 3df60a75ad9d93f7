-- What happened in each visit. Rows are only added, each once, in whatever order they are learnt; undone, counted and from_id are what
-- all of them together say of one.
-- +goose Up
CREATE TABLE IF NOT EXISTS stay_events (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    visit VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    fingerprint VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    patient_id BIGINT UNSIGNED NOT NULL,
    kind VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at DATETIME(3) NOT NULL,
    told_at DATETIME(3) NOT NULL,
    place VARCHAR(80) NOT NULL DEFAULT '',
    bed VARCHAR(40) NOT NULL DEFAULT '',
    ward_id BIGINT UNSIGNED NULL,
    due DATETIME(3) NULL,
    admitted_at DATETIME(3) NULL,
    died BOOLEAN NOT NULL DEFAULT FALSE,
    undone BOOLEAN NOT NULL DEFAULT FALSE,
    counted BOOLEAN NOT NULL DEFAULT FALSE,
    from_id BIGINT UNSIGNED NULL,
    actor VARCHAR(60) NOT NULL,
    recorded_at DATETIME(3) NOT NULL,
    CONSTRAINT stay_events_visit FOREIGN KEY (visit) REFERENCES visits (code),
    CONSTRAINT stay_events_patient FOREIGN KEY (patient_id) REFERENCES patients (id),
    CONSTRAINT stay_events_ward FOREIGN KEY (ward_id) REFERENCES locations (id),
    CONSTRAINT stay_events_from FOREIGN KEY (from_id) REFERENCES locations (id),
    UNIQUE KEY stay_events_once (visit, fingerprint),
    KEY stay_events_counted (counted, at),
    KEY stay_events_unplaced (place, ward_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
