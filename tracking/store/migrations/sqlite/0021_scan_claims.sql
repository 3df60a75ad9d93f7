-- What a scan's device says of it besides: who made it and how they had signed in, its clocks, its batch, its program.
-- +goose Up
ALTER TABLE scans ADD COLUMN asserted_user VARCHAR(40) NOT NULL DEFAULT '';
ALTER TABLE scans ADD COLUMN auth VARCHAR(16) NOT NULL DEFAULT '';
ALTER TABLE scans ADD COLUMN boot_id VARCHAR(36) NOT NULL DEFAULT '';
ALTER TABLE scans ADD COLUMN mono_ms BIGINT NULL;
ALTER TABLE scans ADD COLUMN offset_ms BIGINT NULL;
ALTER TABLE scans ADD COLUMN offset_rtt_ms BIGINT NULL;
ALTER TABLE scans ADD COLUMN offset_age_s BIGINT NULL;
ALTER TABLE scans ADD COLUMN batch_id VARCHAR(36) NOT NULL DEFAULT '';
ALTER TABLE scans ADD COLUMN app_version VARCHAR(16) NOT NULL DEFAULT '';
ALTER TABLE scans ADD COLUMN protocol INT NOT NULL DEFAULT 0;
