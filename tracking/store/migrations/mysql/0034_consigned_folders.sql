-- The folders of a consignment: those it left with and those that were found in it besides, with what became of each at the receipt.
-- +goose Up
CREATE TABLE IF NOT EXISTS consigned_folders (
    consignment_id BIGINT UNSIGNED NOT NULL,
    folder_id BIGINT UNSIGNED NOT NULL,
    result VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    PRIMARY KEY (consignment_id, folder_id),
    CONSTRAINT consigned_folders_consignment FOREIGN KEY (consignment_id) REFERENCES consignments (id),
    CONSTRAINT consigned_folders_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT consigned_folders_result_known CHECK (result IN ('', 'arrived', 'assumed', 'missing', 'elsewhere', 'unexpected')),
    KEY consigned_folders_of_folder (folder_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
