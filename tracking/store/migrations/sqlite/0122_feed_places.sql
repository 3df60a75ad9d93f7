-- The places that messages name, and which of our locations each is: NULL while nobody has said.
-- +goose Up
CREATE TABLE IF NOT EXISTS feed_places (
    place VARCHAR(80) NOT NULL PRIMARY KEY,
    location_id INTEGER NULL,
    times BIGINT NOT NULL DEFAULT 0,
    first_at DATETIME NOT NULL,
    last_at DATETIME NOT NULL,
    mapped_by VARCHAR(60) NOT NULL DEFAULT '',
    mapped_at DATETIME NULL,
    CONSTRAINT feed_places_location FOREIGN KEY (location_id) REFERENCES locations (id)
);
CREATE INDEX IF NOT EXISTS feed_places_at ON feed_places (location_id);
