-- The words of letters that the site has changed.
-- +goose Up
CREATE TABLE IF NOT EXISTS letter_texts (
    letter VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject VARCHAR(200) NOT NULL,
    body TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_by VARCHAR(60) NOT NULL,
    changed_at DATETIME(3) NOT NULL,
    PRIMARY KEY (letter)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
