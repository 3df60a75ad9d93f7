-- What a device is says after how long it locks.
-- +goose Up
ALTER TABLE devices ADD COLUMN kind VARCHAR(16) NOT NULL DEFAULT '';
