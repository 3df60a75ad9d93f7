-- Days on which the library is closed besides bank holidays. open is true or NULL, so that a day is closed once. next_at is when folders are gone over for it next.
-- +goose Up
CREATE TABLE IF NOT EXISTS closures (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    day INT NOT NULL,
    open BOOLEAN NULL,
    why VARCHAR(200) NOT NULL,
    made_by VARCHAR(60) NOT NULL,
    made_at DATETIME(3) NOT NULL,
    cancelled_at DATETIME(3) NULL,
    cancelled_by VARCHAR(60) NOT NULL DEFAULT '',
    next_at DATETIME(3) NULL,
    after_id BIGINT UNSIGNED NOT NULL DEFAULT 0,
    passes INT NOT NULL DEFAULT 0,
    moved BIGINT NOT NULL DEFAULT 0,
    UNIQUE KEY closures_day (open, day),
    KEY closures_next (next_at, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
