-- When the administration system last told of a patient and of their death, and until when their notes must be kept.
-- +goose Up
SET @change = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'patients' AND column_name = 'told_at') = 0,
    'ALTER TABLE patients ADD COLUMN told_at DATETIME(3) NULL, ADD COLUMN death_told_at DATETIME(3) NULL, ADD COLUMN seen_on DATE NULL, ADD COLUMN keep_until DATE NULL',
    'DO 0');
PREPARE change_once FROM @change;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
