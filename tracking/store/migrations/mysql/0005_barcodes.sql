-- A code means one thing for ever: a folder or a location. Aliases are old or foreign codes.
-- +goose Up
CREATE TABLE IF NOT EXISTS barcodes (
    code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    folder_id BIGINT UNSIGNED NULL,
    location_id BIGINT UNSIGNED NULL,
    alias BOOLEAN NOT NULL DEFAULT FALSE,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (code),
    CONSTRAINT barcodes_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT barcodes_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT barcodes_one_thing CHECK ((folder_id IS NULL) <> (location_id IS NULL)),
    KEY barcodes_of_folder (folder_id),
    KEY barcodes_of_location (location_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
