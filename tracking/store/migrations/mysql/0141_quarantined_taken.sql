-- What is kept apart and nobody has dealt with, whatever device it came from.
-- +goose Up
SET @statement = IF((SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'quarantined_scans' AND index_name = 'quarantined_taken') = 0,
    'CREATE INDEX quarantined_taken ON quarantined_scans (taken_at, id)', 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
