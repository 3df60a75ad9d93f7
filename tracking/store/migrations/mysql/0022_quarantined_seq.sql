-- The device's own count of a scan that was kept apart: it has come, and is no gap.
-- +goose Up
SET @change = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'quarantined_scans' AND column_name = 'seq') = 0,
    'ALTER TABLE quarantined_scans ADD COLUMN seq BIGINT NULL, ADD KEY quarantined_of_device (device, seq)',
    'DO 0');
PREPARE change_once FROM @change;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
