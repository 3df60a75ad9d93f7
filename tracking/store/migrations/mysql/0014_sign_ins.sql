-- Browsers' sessions. Only the hash of a session's cookie is kept.
-- +goose Up
CREATE TABLE IF NOT EXISTS sign_ins (
    token VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    data MEDIUMBLOB NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    PRIMARY KEY (token),
    KEY sign_ins_expired (expires_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
