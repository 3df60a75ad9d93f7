-- A number finds its patient whoever issued it.
-- +goose Up
SET @statement = IF((SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'patient_numbers' AND index_name = 'patient_numbers_any') = 0,
    'CREATE INDEX patient_numbers_any ON patient_numbers (number)', 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
