-- When Caps Lock was last found on at a device.
-- +goose Up
SET @change = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'devices' AND column_name = 'caps_at') = 0,
    'ALTER TABLE devices ADD COLUMN caps_at DATETIME(3) NULL',
    'DO 0');
PREPARE change_once FROM @change;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
