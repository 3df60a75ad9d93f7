-- What one person is looking for on the shelves.
-- +goose Up
SET @statement = IF((SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'requests' AND index_name = 'requests_claimed') = 0,
    'CREATE INDEX requests_claimed ON requests (claimed_by, claimed_until)', 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
