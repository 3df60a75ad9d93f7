-- A sitting is one person at one browser, from signing in to signing out or twelve hours later. It is locked here, not in the
-- browser, so that every process agrees and a page that somebody left open answers nothing.
-- +goose Up
CREATE TABLE IF NOT EXISTS sittings (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT UNSIGNED NOT NULL,
    device_id BIGINT UNSIGNED NULL,
    kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    method VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    full_at DATETIME(3) NOT NULL,
    used_at DATETIME(3) NOT NULL,
    locked_at DATETIME(3) NULL,
    ended_at DATETIME(3) NULL,
    KEY sittings_of_user (user_id),
    KEY sittings_at_device (device_id),
    KEY sittings_ended (full_at),
    CONSTRAINT sittings_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT sittings_device FOREIGN KEY (device_id) REFERENCES devices (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
