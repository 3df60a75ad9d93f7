-- Who has used a shared device, for the list on its lock screen, and the PINs they got wrong there since they last got one right.
-- +goose Up
CREATE TABLE IF NOT EXISTS desk_users (
    device_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    last_at DATETIME NULL,
    wrong_pins INT NOT NULL DEFAULT 0,
    PRIMARY KEY (device_id, user_id),
    CONSTRAINT desk_users_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT desk_users_device FOREIGN KEY (device_id) REFERENCES devices (id)
);
CREATE INDEX IF NOT EXISTS desk_users_last ON desk_users (device_id, last_at);
CREATE INDEX IF NOT EXISTS desk_users_of_user ON desk_users (user_id);
