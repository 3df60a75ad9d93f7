-- Who has used a shared device, for the list on its lock screen, and the PINs they got wrong there since they last got one right.
-- +goose Up
CREATE TABLE IF NOT EXISTS desk_users (
    device_id BIGINT UNSIGNED NOT NULL,
    user_id BIGINT UNSIGNED NOT NULL,
    last_at DATETIME(3) NULL,
    wrong_pins INT NOT NULL DEFAULT 0,
    PRIMARY KEY (device_id, user_id),
    KEY desk_users_last (device_id, last_at),
    KEY desk_users_of_user (user_id),
    CONSTRAINT desk_users_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT desk_users_device FOREIGN KEY (device_id) REFERENCES devices (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
