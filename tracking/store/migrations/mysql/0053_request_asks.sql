-- Who asked for a request, and for which appointment: two who ask for the same are both told.
-- +goose Up
CREATE TABLE IF NOT EXISTS request_asks (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    request_id BIGINT UNSIGNED NOT NULL,
    actor VARCHAR(60) NOT NULL,
    appointment_id BIGINT UNSIGNED NULL,
    needed_by DATETIME(3) NOT NULL,
    urgency INT NOT NULL DEFAULT 0,
    contact VARCHAR(100) NOT NULL DEFAULT '',
    asked_at DATETIME(3) NOT NULL,
    withdrawn_at DATETIME(3) NULL,
    CONSTRAINT request_asks_request FOREIGN KEY (request_id) REFERENCES requests (id),
    CONSTRAINT request_asks_appointment FOREIGN KEY (appointment_id) REFERENCES appointments (id),
    KEY request_asks_of (request_id, withdrawn_at),
    KEY request_asks_by (actor, request_id),
    KEY request_asks_for (appointment_id, withdrawn_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
