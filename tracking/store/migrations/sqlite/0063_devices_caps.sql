-- When Caps Lock was last found on at a device.
-- +goose Up
ALTER TABLE devices ADD COLUMN caps_at DATETIME NULL;
