-- What signing in by badge and PIN needs to know of a user: the PIN's hash, and when they last signed in in full and at all.
-- +goose Up
CREATE TABLE IF NOT EXISTS quick_sign_ins (
    user_id BIGINT UNSIGNED NOT NULL,
    pin_hash VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    pin_set_at DATETIME(3) NULL,
    full_at DATETIME(3) NULL,
    last_at DATETIME(3) NULL,
    PRIMARY KEY (user_id),
    CONSTRAINT quick_sign_ins_user FOREIGN KEY (user_id) REFERENCES users (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
