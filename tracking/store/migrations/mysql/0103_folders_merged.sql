-- The folders whose papers went into one. MySQL has this index already: it makes one for every foreign key.
-- +goose Up
DO 0;
