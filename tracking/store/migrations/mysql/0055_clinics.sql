-- What a clinic wants of its patients: the latest volume or all of them.
-- +goose Up
CREATE TABLE IF NOT EXISTS clinics (
    location_id BIGINT UNSIGNED NOT NULL,
    volumes VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    CONSTRAINT clinics_location FOREIGN KEY (location_id) REFERENCES locations (id),
    PRIMARY KEY (location_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
