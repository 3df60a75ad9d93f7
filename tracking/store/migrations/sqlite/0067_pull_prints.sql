-- Pull lists as they were put on paper, so that the next print can say what is new and what is to be crossed off.
-- +goose Up
CREATE TABLE IF NOT EXISTS pull_prints (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    location_id INTEGER NOT NULL,
    list VARCHAR(40) NOT NULL,
    paper TEXT NOT NULL,
    printed_by VARCHAR(60) NOT NULL,
    printed_at DATETIME NOT NULL,
    CONSTRAINT pull_prints_location FOREIGN KEY (location_id) REFERENCES locations (id)
);
CREATE INDEX IF NOT EXISTS pull_prints_of ON pull_prints (location_id, list, id);
CREATE INDEX IF NOT EXISTS pull_prints_at ON pull_prints (printed_at);
