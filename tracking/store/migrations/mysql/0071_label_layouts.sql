-- What a site puts on its folders' labels besides what always stands there; a kind without a row is as shipped.
-- +goose Up
CREATE TABLE IF NOT EXISTS label_layouts (
    kind VARCHAR(16) NOT NULL,
    above VARCHAR(100) NOT NULL,
    beside VARCHAR(100) NOT NULL,
    words VARCHAR(40) NOT NULL DEFAULT '',
    changed_at DATETIME(3) NOT NULL,
    changed_by VARCHAR(60) NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (kind)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
