-- Pull lists as they were put on paper, so that the next print can say what is new and what is to be crossed off.
-- +goose Up
CREATE TABLE IF NOT EXISTS pull_prints (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    location_id BIGINT UNSIGNED NOT NULL,
    list VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    paper MEDIUMTEXT NOT NULL,
    printed_by VARCHAR(60) NOT NULL,
    printed_at DATETIME(3) NOT NULL,
    CONSTRAINT pull_prints_location FOREIGN KEY (location_id) REFERENCES locations (id),
    KEY pull_prints_of (location_id, list, id),
    KEY pull_prints_at (printed_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
