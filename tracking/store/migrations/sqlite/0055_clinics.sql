-- What a clinic wants of its patients: the latest volume or all of them.
-- +goose Up
CREATE TABLE IF NOT EXISTS clinics (
    location_id INTEGER NOT NULL,
    volumes VARCHAR(8) NOT NULL,
    CONSTRAINT clinics_location FOREIGN KEY (location_id) REFERENCES locations (id),
    PRIMARY KEY (location_id)
);
