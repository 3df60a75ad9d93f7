-- Which stay asks for a folder, where one does.
-- +goose Up
ALTER TABLE request_asks ADD COLUMN stay_id INTEGER NULL REFERENCES stays (id);
CREATE INDEX IF NOT EXISTS request_asks_of_stay ON request_asks (stay_id, withdrawn_at);
