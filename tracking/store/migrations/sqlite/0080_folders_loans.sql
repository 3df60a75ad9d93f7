-- What a folder is out for, from when its days count and until when it was extended.
-- +goose Up
ALTER TABLE folders ADD COLUMN loan_for VARCHAR(16) NOT NULL DEFAULT '';
ALTER TABLE folders ADD COLUMN count_from DATETIME NULL;
ALTER TABLE folders ADD COLUMN extended_to DATETIME NULL;
