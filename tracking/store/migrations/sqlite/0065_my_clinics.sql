-- Which clinics somebody works for: those on their page.
-- +goose Up
CREATE TABLE IF NOT EXISTS my_clinics (
    actor VARCHAR(60) NOT NULL,
    location_id INTEGER NOT NULL,
    CONSTRAINT my_clinics_location FOREIGN KEY (location_id) REFERENCES locations (id),
    PRIMARY KEY (actor, location_id)
);
