-- Why somebody must say whether an open request still stands; empty where nobody need.
-- +goose Up
SET @change = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'requests' AND column_name = 'doubt') = 0,
    'ALTER TABLE requests ADD COLUMN doubt VARCHAR(100) NOT NULL DEFAULT ''''',
    'DO 0');
PREPARE change_once FROM @change;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
