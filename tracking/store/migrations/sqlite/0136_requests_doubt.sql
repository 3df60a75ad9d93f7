-- Why somebody must say whether an open request still stands; empty where nobody need.
-- +goose Up
ALTER TABLE requests ADD COLUMN doubt VARCHAR(100) NOT NULL DEFAULT '';
