-- Who wants an e-mail in the morning, and where to.
-- +goose Up
CREATE TABLE IF NOT EXISTS digests (
    user_name VARCHAR(60) NOT NULL,
    address VARCHAR(254) NOT NULL,
    library_id BIGINT UNSIGNED NULL,
    next_at DATETIME(3) NOT NULL,
    tries INT NOT NULL DEFAULT 0,
    problem VARCHAR(200) NOT NULL DEFAULT '',
    sent_at DATETIME(3) NULL,
    CONSTRAINT digests_library FOREIGN KEY (library_id) REFERENCES locations (id),
    PRIMARY KEY (user_name),
    KEY digests_next (next_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
