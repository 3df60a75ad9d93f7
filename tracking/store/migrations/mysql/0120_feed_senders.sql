-- The systems that send messages, as MSH-3 and MSH-4 name them.
-- +goose Up
CREATE TABLE IF NOT EXISTS feed_senders (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    application VARCHAR(180) NOT NULL,
    facility VARCHAR(180) NOT NULL,
    first_at DATETIME(3) NOT NULL,
    UNIQUE KEY feed_senders_name (application, facility)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
