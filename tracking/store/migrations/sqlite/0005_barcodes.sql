-- A code means one thing for ever: a folder or a location. Aliases are old or foreign codes.
-- +goose Up
CREATE TABLE IF NOT EXISTS barcodes (
    code VARCHAR(64) NOT NULL,
    folder_id INTEGER NULL,
    location_id INTEGER NULL,
    alias BOOLEAN NOT NULL DEFAULT FALSE,
    created_at DATETIME NOT NULL,
    PRIMARY KEY (code),
    CONSTRAINT barcodes_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT barcodes_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT barcodes_one_thing CHECK ((folder_id IS NULL) <> (location_id IS NULL))
);
CREATE INDEX IF NOT EXISTS barcodes_of_folder ON barcodes (folder_id);
CREATE INDEX IF NOT EXISTS barcodes_of_location ON barcodes (location_id);
