-- The systems that send messages, as MSH-3 and MSH-4 name them.
-- +goose Up
CREATE TABLE IF NOT EXISTS feed_senders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    application VARCHAR(180) NOT NULL,
    facility VARCHAR(180) NOT NULL,
    first_at DATETIME NOT NULL,
    CONSTRAINT feed_senders_name UNIQUE (application, facility)
);
