-- Things a person should look at. open is true or NULL, so that a folder has one open alert of a kind.
-- +goose Up
CREATE TABLE IF NOT EXISTS alerts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind VARCHAR(16) NOT NULL,
    subject VARCHAR(64) NOT NULL,
    folder_id INTEGER NULL,
    location_id INTEGER NULL,
    text VARCHAR(500) NOT NULL,
    open BOOLEAN NULL,
    opened_at DATETIME NOT NULL,
    acknowledged_at DATETIME NULL,
    acknowledged_by VARCHAR(60) NOT NULL DEFAULT '',
    closed_at DATETIME NULL,
    closed_why VARCHAR(200) NOT NULL DEFAULT '',
    changed_at DATETIME NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT alerts_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT alerts_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT alerts_open_or_null CHECK (open IS NULL OR open = TRUE)
);
CREATE UNIQUE INDEX IF NOT EXISTS alerts_one_open ON alerts (kind, subject, open);
CREATE INDEX IF NOT EXISTS alerts_of_folder ON alerts (folder_id, open);
CREATE INDEX IF NOT EXISTS alerts_open ON alerts (open, kind, opened_at);
CREATE INDEX IF NOT EXISTS alerts_at_location ON alerts (location_id, open);
CREATE INDEX IF NOT EXISTS alerts_changed ON alerts (changed_at);
