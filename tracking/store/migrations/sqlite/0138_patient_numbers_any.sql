-- A number finds its patient whoever issued it.
-- +goose Up
CREATE INDEX IF NOT EXISTS patient_numbers_any ON patient_numbers (number);
