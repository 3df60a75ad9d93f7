-- Libraries whose filing order has changed, and up to which folder the new one has been written.
-- +goose Up
CREATE TABLE IF NOT EXISTS refilings (
    location_id BIGINT UNSIGNED NOT NULL,
    after_id BIGINT NOT NULL,
    CONSTRAINT refilings_location FOREIGN KEY (location_id) REFERENCES locations (id),
    PRIMARY KEY (location_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
