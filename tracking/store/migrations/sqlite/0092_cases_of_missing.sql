-- Folders that were missing before there were cases get theirs; the clock does the rest.
-- +goose Up
INSERT INTO missing_cases (folder_id, open, state, level, level_at, next_at, reported_by, reported_at, looked, last_id, changed_at)
    SELECT f.id, TRUE, 'searching', 1, f.since, f.since,
        COALESCE((SELECT m.actor FROM movements m WHERE m.folder_id = f.id AND m.kind = 'missing' ORDER BY m.version DESC LIMIT 1), 'timer'), f.since,
        COALESCE((SELECT m.note FROM movements m WHERE m.folder_id = f.id AND m.kind = 'missing' ORDER BY m.version DESC LIMIT 1), ''), f.location_id, f.changed_at
    FROM folders f WHERE f.custody = 'missing' AND f.status IN ('active', 'closed')
        AND NOT EXISTS (SELECT 1 FROM missing_cases c WHERE c.folder_id = f.id);
