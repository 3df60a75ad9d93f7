-- What was asked for a time and taken back: who has moved out of a session.
-- +goose Up
CREATE INDEX IF NOT EXISTS request_asks_when ON request_asks (needed_by, withdrawn_at);
