-- What one person is looking for on the shelves.
-- +goose Up
CREATE INDEX IF NOT EXISTS requests_claimed ON requests (claimed_by, claimed_until);
