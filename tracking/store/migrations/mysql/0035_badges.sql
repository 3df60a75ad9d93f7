-- Badges of people: a code that is a user name and never proves anything. current_of is the user while the badge counts, so that
-- nobody has two; a badge that was lost or replaced keeps its row, and its code is never issued again.
-- +goose Up
CREATE TABLE IF NOT EXISTS badges (
    code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id BIGINT UNSIGNED NOT NULL,
    current_of BIGINT UNSIGNED NULL,
    issued_at DATETIME(3) NOT NULL,
    retired_at DATETIME(3) NULL,
    PRIMARY KEY (code),
    UNIQUE KEY badges_current (current_of),
    KEY badges_of_user (user_id),
    CONSTRAINT badges_user FOREIGN KEY (user_id) REFERENCES users (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
