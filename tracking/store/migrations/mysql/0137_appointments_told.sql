-- When the appointments system last told of an appointment: what it said before and is learnt later changes nothing.
-- +goose Up
SET @change = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'appointments' AND column_name = 'told_at') = 0,
    'ALTER TABLE appointments ADD COLUMN told_at DATETIME(3) NULL',
    'DO 0');
PREPARE change_once FROM @change;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
