package store

import (
	"context"
	"time"

	"casenotes/tracking"
)

func (t *tx) LoosePapers(f tracking.FolderID) (list []tracking.LoosePaper, err error) {
	return list, t.db.Where("folder_id = ? AND filed_at IS NULL", f).Order("id").Find(&list).Error
}

func (t *tx) AddLoosePaper(p tracking.LoosePaper) error { return add(t.db, []tracking.LoosePaper{p}) }

func (t *tx) FileLoosePapers(f tracking.FolderID, by string, at time.Time) (int64, error) {
	done := t.db.Exec("UPDATE loose_papers SET filed_by = ?, filed_at = ? WHERE folder_id = ? AND filed_at IS NULL", by, at, f)
	return done.RowsAffected, done.Error
}

func (t *tx) MoveLoosePapers(from, to tracking.FolderID) error {
	return t.db.Exec("UPDATE loose_papers SET folder_id = ? WHERE folder_id = ? AND filed_at IS NULL", to, from).Error
}

// LooseRow is a folder with what waits to be filed in it.
type LooseRow struct {
	tracking.Whereabouts
	Papers []tracking.LoosePaper
}

// LoosePapersOf are what waits to be filed in folders, the oldest first.
func (s *Store) LoosePapersOf(ctx context.Context, ids ...tracking.FolderID) (list []tracking.LoosePaper, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return list, translate(s.db(ctx).Where("folder_id IN ? AND filed_at IS NULL", ids).Order("folder_id, id").Find(&list).Error)
}

// LooseFiling lists the folders at home in a library for which loose papers wait, in its filing order.
func (s *Store) LooseFiling(ctx context.Context, library tracking.Location, limit int) (rows []LooseRow, more bool, err error) {
	list, more, err := s.LibraryFolders(ctx, library, Loose, time.Time{}, limit)
	if err != nil {
		return nil, false, err
	}
	var ids []tracking.FolderID
	at := map[tracking.FolderID]int{}
	for i, w := range list {
		rows = append(rows, LooseRow{Whereabouts: w})
		ids, at[w.ID] = append(ids, w.ID), i
	}
	papers, err := s.LoosePapersOf(ctx, ids...)
	for _, p := range papers {
		row := &rows[at[p.FolderID]]
		row.Papers = append(row.Papers, p)
	}
	return rows, more, err
}
