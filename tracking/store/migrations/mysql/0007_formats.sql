-- The site's own barcode formats, besides ours.
-- +goose Up
CREATE TABLE IF NOT EXISTS formats (
    name VARCHAR(60) NOT NULL,
    kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    shape VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    rule VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    PRIMARY KEY (name),
    UNIQUE KEY formats_shape (shape)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
