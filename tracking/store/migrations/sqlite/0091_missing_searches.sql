-- Where a missing folder was looked for, by whom, and what came of it. Rows are only added.
-- +goose Up
CREATE TABLE IF NOT EXISTS missing_searches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL,
    location_id INTEGER NOT NULL,
    result VARCHAR(16) NOT NULL,
    note VARCHAR(200) NOT NULL DEFAULT '',
    actor VARCHAR(60) NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT missing_searches_case FOREIGN KEY (case_id) REFERENCES missing_cases (id),
    CONSTRAINT missing_searches_location FOREIGN KEY (location_id) REFERENCES locations (id)
);
CREATE INDEX IF NOT EXISTS missing_searches_of_case ON missing_searches (case_id, id);
CREATE INDEX IF NOT EXISTS missing_searches_by ON missing_searches (actor, at);
