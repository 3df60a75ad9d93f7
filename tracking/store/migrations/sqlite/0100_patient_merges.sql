-- That two records are of one person. open is true or NULL, so that a loser has one merge that holds; paper is true while folders with its
-- number are still to be brought together.
-- +goose Up
CREATE TABLE IF NOT EXISTS patient_merges (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    survivor_id INTEGER NOT NULL,
    loser_id INTEGER NOT NULL,
    open BOOLEAN NULL,
    paper BOOLEAN NULL,
    why VARCHAR(200) NOT NULL,
    merged_by VARCHAR(60) NOT NULL,
    merged_at DATETIME NOT NULL,
    unmerged_by VARCHAR(60) NOT NULL DEFAULT '',
    unmerged_at DATETIME NULL,
    unmerged_why VARCHAR(200) NOT NULL DEFAULT '',
    CONSTRAINT patient_merges_survivor FOREIGN KEY (survivor_id) REFERENCES patients (id),
    CONSTRAINT patient_merges_loser FOREIGN KEY (loser_id) REFERENCES patients (id),
    CONSTRAINT patient_merges_of_two CHECK (survivor_id <> loser_id),
    CONSTRAINT patient_merges_open_or_null CHECK (open IS NULL OR open = TRUE),
    CONSTRAINT patient_merges_paper_or_null CHECK (paper IS NULL OR (paper = TRUE AND open IS NOT NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS patient_merges_one_open ON patient_merges (loser_id, open);
CREATE INDEX IF NOT EXISTS patient_merges_into ON patient_merges (survivor_id, open);
CREATE INDEX IF NOT EXISTS patient_merges_paper ON patient_merges (paper, id);
