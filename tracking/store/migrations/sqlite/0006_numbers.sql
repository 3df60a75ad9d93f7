-- The next running number of each kind of barcode. Numbers are never issued again.
-- +goose Up
CREATE TABLE IF NOT EXISTS numbers (
    kind VARCHAR(16) NOT NULL,
    next_number BIGINT NOT NULL,
    PRIMARY KEY (kind)
);
