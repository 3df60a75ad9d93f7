-- How chasing stands with each holder.
-- +goose Up
CREATE TABLE IF NOT EXISTS chase_holders (
    location_id BIGINT UNSIGNED NOT NULL,
    step INT NOT NULL DEFAULT 0,
    letter_at DATETIME(3) NULL,
    next_at DATETIME(3) NULL,
    snoozed_until DATETIME(3) NULL,
    snoozed_why VARCHAR(200) NOT NULL DEFAULT '',
    snoozed_by VARCHAR(60) NOT NULL DEFAULT '',
    manager VARCHAR(254) NOT NULL DEFAULT '',
    changed_at DATETIME(3) NOT NULL,
    CONSTRAINT chase_holders_location FOREIGN KEY (location_id) REFERENCES locations (id),
    PRIMARY KEY (location_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
