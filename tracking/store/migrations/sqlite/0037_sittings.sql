-- A sitting is one person at one browser, from signing in to signing out or twelve hours later. It is locked here, not in the
-- browser, so that every process agrees and a page that somebody left open answers nothing.
-- +goose Up
CREATE TABLE IF NOT EXISTS sittings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    device_id INTEGER NULL,
    kind VARCHAR(16) NOT NULL,
    method VARCHAR(16) NOT NULL,
    full_at DATETIME NOT NULL,
    used_at DATETIME NOT NULL,
    locked_at DATETIME NULL,
    ended_at DATETIME NULL,
    CONSTRAINT sittings_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT sittings_device FOREIGN KEY (device_id) REFERENCES devices (id)
);
CREATE INDEX IF NOT EXISTS sittings_of_user ON sittings (user_id);
CREATE INDEX IF NOT EXISTS sittings_at_device ON sittings (device_id);
CREATE INDEX IF NOT EXISTS sittings_ended ON sittings (full_at);
