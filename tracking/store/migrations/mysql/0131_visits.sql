-- Every visit number and the stay that it means: after a merge of visits, several mean one.
-- +goose Up
CREATE TABLE IF NOT EXISTS visits (
    code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    stay_id BIGINT UNSIGNED NOT NULL,
    CONSTRAINT visits_stay FOREIGN KEY (stay_id) REFERENCES stays (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
