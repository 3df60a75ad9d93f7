-- When the appointments system last told of an appointment: what it said before and is learnt later changes nothing.
-- +goose Up
ALTER TABLE appointments ADD COLUMN told_at DATETIME NULL;
