-- When a stocktake or an audit saw a folder last.
-- +goose Up
ALTER TABLE folders ADD COLUMN last_verified_at DATETIME NULL;
