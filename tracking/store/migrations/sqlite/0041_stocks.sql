-- Label stock that the site has besides what is shipped: the page, and the grid of labels on it, in hundredths of a millimetre.
-- +goose Up
CREATE TABLE IF NOT EXISTS stocks (
    name VARCHAR(40) NOT NULL,
    page_width INT NOT NULL,
    page_height INT NOT NULL,
    label_width INT NOT NULL,
    label_height INT NOT NULL,
    label_columns INT NOT NULL,
    label_rows INT NOT NULL,
    left_edge INT NOT NULL,
    top_edge INT NOT NULL,
    pitch_x INT NOT NULL,
    pitch_y INT NOT NULL,
    retired_at DATETIME NULL,
    created_at DATETIME NOT NULL,
    PRIMARY KEY (name)
);
