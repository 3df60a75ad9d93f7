-- The places that messages name, and which of our locations each is: NULL while nobody has said.
-- +goose Up
CREATE TABLE IF NOT EXISTS feed_places (
    place VARCHAR(80) NOT NULL PRIMARY KEY,
    location_id BIGINT UNSIGNED NULL,
    times BIGINT NOT NULL DEFAULT 0,
    first_at DATETIME(3) NOT NULL,
    last_at DATETIME(3) NOT NULL,
    mapped_by VARCHAR(60) NOT NULL DEFAULT '',
    mapped_at DATETIME(3) NULL,
    CONSTRAINT feed_places_location FOREIGN KEY (location_id) REFERENCES locations (id),
    KEY feed_places_at (location_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
