-- What a scan's device says of it besides: who made it and how they had signed in, its clocks, its batch, its program.
-- +goose Up
SET @change = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'scans' AND column_name = 'asserted_user') = 0,
    'ALTER TABLE scans
        ADD COLUMN asserted_user VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
        ADD COLUMN auth VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
        ADD COLUMN boot_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
        ADD COLUMN mono_ms BIGINT NULL,
        ADD COLUMN offset_ms BIGINT NULL,
        ADD COLUMN offset_rtt_ms BIGINT NULL,
        ADD COLUMN offset_age_s BIGINT NULL,
        ADD COLUMN batch_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
        ADD COLUMN app_version VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
        ADD COLUMN protocol INT NOT NULL DEFAULT 0',
    'DO 0');
PREPARE change_once FROM @change;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
