-- Days on which the library is closed besides bank holidays. open is true or NULL, so that a day is closed once. next_at is when folders are gone over for it next.
-- +goose Up
CREATE TABLE IF NOT EXISTS closures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day INT NOT NULL,
    open BOOLEAN NULL,
    why VARCHAR(200) NOT NULL,
    made_by VARCHAR(60) NOT NULL,
    made_at DATETIME NOT NULL,
    cancelled_at DATETIME NULL,
    cancelled_by VARCHAR(60) NOT NULL DEFAULT '',
    next_at DATETIME NULL,
    after_id INTEGER NOT NULL DEFAULT 0,
    passes INT NOT NULL DEFAULT 0,
    moved BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX IF NOT EXISTS closures_day ON closures (open, day);
CREATE INDEX IF NOT EXISTS closures_next ON closures (next_at, id);
