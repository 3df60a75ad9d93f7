-- The one pair of keys for scans that a device saves to a file: browsers get the public half, the server alone opens the file.
-- +goose Up
CREATE TABLE IF NOT EXISTS file_keys (
    id INTEGER PRIMARY KEY,
    name VARCHAR(16) NOT NULL,
    public BLOB NOT NULL,
    private BLOB NOT NULL,
    created_at DATETIME NOT NULL
);
