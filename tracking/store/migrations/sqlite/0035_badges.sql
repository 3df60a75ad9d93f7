-- Badges of people: a code that is a user name and never proves anything. current_of is the user while the badge counts, so that
-- nobody has two; a badge that was lost or replaced keeps its row, and its code is never issued again.
-- +goose Up
CREATE TABLE IF NOT EXISTS badges (
    code VARCHAR(64) NOT NULL,
    user_id INTEGER NOT NULL,
    current_of INTEGER NULL,
    issued_at DATETIME NOT NULL,
    retired_at DATETIME NULL,
    PRIMARY KEY (code),
    CONSTRAINT badges_user FOREIGN KEY (user_id) REFERENCES users (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS badges_current ON badges (current_of);
CREATE INDEX IF NOT EXISTS badges_of_user ON badges (user_id);
