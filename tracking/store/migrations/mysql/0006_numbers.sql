-- The next running number of each kind of barcode. Numbers are never issued again.
-- +goose Up
CREATE TABLE IF NOT EXISTS numbers (
    kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    next_number BIGINT NOT NULL,
    PRIMARY KEY (kind)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
