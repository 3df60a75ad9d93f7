-- Leases: one process at a time does a job; the others wait until its lease runs out.
-- +goose Up
CREATE TABLE IF NOT EXISTS jobs (
    name VARCHAR(32) NOT NULL,
    holder VARCHAR(64) NOT NULL,
    leased_until DATETIME NOT NULL,
    PRIMARY KEY (name)
);
