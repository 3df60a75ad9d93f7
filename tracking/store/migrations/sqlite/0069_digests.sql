-- Who wants an e-mail in the morning, and where to.
-- +goose Up
CREATE TABLE IF NOT EXISTS digests (
    user_name VARCHAR(60) NOT NULL,
    address VARCHAR(254) NOT NULL,
    library_id INTEGER NULL,
    next_at DATETIME NOT NULL,
    tries INT NOT NULL DEFAULT 0,
    problem VARCHAR(200) NOT NULL DEFAULT '',
    sent_at DATETIME NULL,
    CONSTRAINT digests_library FOREIGN KEY (library_id) REFERENCES locations (id),
    PRIMARY KEY (user_name)
);
CREATE INDEX IF NOT EXISTS digests_next ON digests (next_at);
