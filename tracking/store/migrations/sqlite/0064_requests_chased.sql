-- When whoever waits for a folder asked the library for it again.
-- +goose Up
ALTER TABLE requests ADD COLUMN chased_at DATETIME NULL;
