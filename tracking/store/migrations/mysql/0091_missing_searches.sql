-- Where a missing folder was looked for, by whom, and what came of it. Rows are only added.
-- +goose Up
CREATE TABLE IF NOT EXISTS missing_searches (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    case_id BIGINT UNSIGNED NOT NULL,
    location_id BIGINT UNSIGNED NOT NULL,
    result VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    note VARCHAR(200) NOT NULL DEFAULT '',
    actor VARCHAR(60) NOT NULL,
    at DATETIME(3) NOT NULL,
    CONSTRAINT missing_searches_case FOREIGN KEY (case_id) REFERENCES missing_cases (id),
    CONSTRAINT missing_searches_location FOREIGN KEY (location_id) REFERENCES locations (id),
    KEY missing_searches_of_case (case_id, id),
    KEY missing_searches_by (actor, at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
