-- What was asked for a time and taken back: who has moved out of a session.
-- +goose Up
SET @statement = IF((SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'request_asks' AND index_name = 'request_asks_when') = 0,
    'CREATE INDEX request_asks_when ON request_asks (needed_by, withdrawn_at)', 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
