-- Which stay asks for a folder, where one does.
-- +goose Up
SET @change = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'request_asks' AND column_name = 'stay_id') = 0,
    'ALTER TABLE request_asks ADD COLUMN stay_id BIGINT UNSIGNED NULL, ADD CONSTRAINT request_asks_stay FOREIGN KEY (stay_id) REFERENCES stays (id), ADD KEY request_asks_of_stay (stay_id, withdrawn_at)',
    'DO 0');
PREPARE change_once FROM @change;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
