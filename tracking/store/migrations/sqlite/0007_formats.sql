-- The site's own barcode formats, besides ours.
-- +goose Up
CREATE TABLE IF NOT EXISTS formats (
    name VARCHAR(60) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    shape VARCHAR(32) NOT NULL,
    rule VARCHAR(16) NOT NULL DEFAULT '',
    PRIMARY KEY (name)
);
CREATE UNIQUE INDEX IF NOT EXISTS formats_shape ON formats (shape);
