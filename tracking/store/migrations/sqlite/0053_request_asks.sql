-- Who asked for a request, and for which appointment: two who ask for the same are both told.
-- +goose Up
CREATE TABLE IF NOT EXISTS request_asks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id INTEGER NOT NULL,
    actor VARCHAR(60) NOT NULL,
    appointment_id INTEGER NULL,
    needed_by DATETIME NOT NULL,
    urgency INT NOT NULL DEFAULT 0,
    contact VARCHAR(100) NOT NULL DEFAULT '',
    asked_at DATETIME NOT NULL,
    withdrawn_at DATETIME NULL,
    CONSTRAINT request_asks_request FOREIGN KEY (request_id) REFERENCES requests (id),
    CONSTRAINT request_asks_appointment FOREIGN KEY (appointment_id) REFERENCES appointments (id)
);
CREATE INDEX IF NOT EXISTS request_asks_of ON request_asks (request_id, withdrawn_at);
CREATE INDEX IF NOT EXISTS request_asks_by ON request_asks (actor, request_id);
CREATE INDEX IF NOT EXISTS request_asks_for ON request_asks (appointment_id, withdrawn_at);
