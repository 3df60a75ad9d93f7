-- Every visit number and the stay that it means: after a merge of visits, several mean one.
-- +goose Up
CREATE TABLE IF NOT EXISTS visits (
    code VARCHAR(64) NOT NULL PRIMARY KEY,
    stay_id INTEGER NOT NULL,
    CONSTRAINT visits_stay FOREIGN KEY (stay_id) REFERENCES stays (id)
);
CREATE INDEX IF NOT EXISTS visits_stay ON visits (stay_id);
