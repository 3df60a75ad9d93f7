-- A scan that was kept apart is dealt with: it was taken in after all, or somebody said so.
-- +goose Up
SET @change = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'quarantined_scans' AND column_name = 'taken_at') = 0,
    'ALTER TABLE quarantined_scans ADD COLUMN taken_at DATETIME(3) NULL, ADD COLUMN taken_by VARCHAR(60) NOT NULL DEFAULT '''', ADD COLUMN became VARCHAR(500) NOT NULL DEFAULT ''''',
    'DO 0');
PREPARE change_once FROM @change;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
