-- What signing in by badge and PIN needs to know of a user: the PIN's hash, and when they last signed in in full and at all.
-- +goose Up
CREATE TABLE IF NOT EXISTS quick_sign_ins (
    user_id INTEGER NOT NULL,
    pin_hash VARCHAR(200) NOT NULL DEFAULT '',
    pin_set_at DATETIME NULL,
    full_at DATETIME NULL,
    last_at DATETIME NULL,
    PRIMARY KEY (user_id),
    CONSTRAINT quick_sign_ins_user FOREIGN KEY (user_id) REFERENCES users (id)
);
