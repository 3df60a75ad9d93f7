-- The one pair of keys for scans that a device saves to a file: browsers get the public half, the server alone opens the file.
-- +goose Up
CREATE TABLE IF NOT EXISTS file_keys (
    id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
    name VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    public VARBINARY(65) NOT NULL,
    private VARBINARY(32) NOT NULL,
    created_at DATETIME(3) NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
