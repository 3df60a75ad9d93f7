-- A code means one thing for ever: a folder, a location, a container or a user, whose badge it is on. SQLite cannot change a CHECK, so
-- the table is made anew, all in one transaction. The first line fails where that was done already.
-- +goose Up
ALTER TABLE barcodes ADD COLUMN container_id INTEGER NULL;
ALTER TABLE barcodes ADD COLUMN user_id INTEGER NULL;
CREATE TABLE barcodes_new (
    code VARCHAR(64) NOT NULL,
    folder_id INTEGER NULL,
    location_id INTEGER NULL,
    container_id INTEGER NULL,
    user_id INTEGER NULL,
    alias BOOLEAN NOT NULL DEFAULT FALSE,
    created_at DATETIME NOT NULL,
    PRIMARY KEY (code),
    CONSTRAINT barcodes_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT barcodes_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT barcodes_container FOREIGN KEY (container_id) REFERENCES containers (id),
    CONSTRAINT barcodes_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT barcodes_mean_one_thing CHECK ((folder_id IS NOT NULL) + (location_id IS NOT NULL) + (container_id IS NOT NULL) + (user_id IS NOT NULL) = 1)
);
INSERT INTO barcodes_new (code, folder_id, location_id, container_id, user_id, alias, created_at)
    SELECT code, folder_id, location_id, container_id, user_id, alias, created_at FROM barcodes;
DROP TABLE barcodes;
ALTER TABLE barcodes_new RENAME TO barcodes;
CREATE INDEX IF NOT EXISTS barcodes_of_folder ON barcodes (folder_id);
CREATE INDEX IF NOT EXISTS barcodes_of_location ON barcodes (location_id);
CREATE INDEX IF NOT EXISTS barcodes_of_container ON barcodes (container_id);
CREATE INDEX IF NOT EXISTS barcodes_of_user ON barcodes (user_id);
