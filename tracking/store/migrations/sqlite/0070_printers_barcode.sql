-- Which barcode the labels of a printer carry: old scanners read bars only, and a strip is too short for long ones.
-- +goose Up
ALTER TABLE printers ADD COLUMN barcode VARCHAR(16) NOT NULL DEFAULT 'code128';
