-- Leases: one process at a time does a job; the others wait until its lease runs out.
-- +goose Up
CREATE TABLE IF NOT EXISTS jobs (
    name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    holder VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    leased_until DATETIME(3) NOT NULL,
    PRIMARY KEY (name)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
