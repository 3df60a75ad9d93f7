-- Libraries whose filing order has changed, and up to which folder the new one has been written.
-- +goose Up
CREATE TABLE IF NOT EXISTS refilings (
    location_id INTEGER NOT NULL,
    after_id BIGINT NOT NULL,
    CONSTRAINT refilings_location FOREIGN KEY (location_id) REFERENCES locations (id),
    PRIMARY KEY (location_id)
);
