-- What each movement left of the loan, beside when the folder left home and is due.
-- +goose Up
ALTER TABLE movements ADD COLUMN loan_for VARCHAR(16) NOT NULL DEFAULT '';
ALTER TABLE movements ADD COLUMN count_from DATETIME NULL;
ALTER TABLE movements ADD COLUMN extended_to DATETIME NULL;
