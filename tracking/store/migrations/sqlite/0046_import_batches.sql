-- Imports of folders: the first and the last number that they can have, so that their labels can be printed together.
-- +goose Up
CREATE TABLE IF NOT EXISTS import_batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    actor VARCHAR(60) NOT NULL,
    began_at DATETIME NOT NULL,
    ended_at DATETIME NOT NULL,
    first_folder_id INTEGER NOT NULL,
    last_folder_id INTEGER NOT NULL,
    folders INT NOT NULL
);
