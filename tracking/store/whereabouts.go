package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"casenotes/tracking"
)

// Cursor is a place in a list that is ordered by time and id.
type Cursor struct {
	At time.Time
	ID uint64
}

// FolderByCode finds the folder that a barcode means. A merged folder's barcode finds the one that survived.
func (s *Store) FolderByCode(ctx context.Context, code string) (w tracking.Whereabouts, found bool, err error) {
	b, found, err := one[tracking.Barcode](s.db(ctx).Where("code IN ? AND folder_id IS NOT NULL", askable(code)))
	if err != nil || !found {
		return w, false, translate(err)
	}
	return s.FolderByID(ctx, *b.FolderID)
}

// FolderByID is the folder with that id, or the one it was merged into.
func (s *Store) FolderByID(ctx context.Context, id tracking.FolderID) (w tracking.Whereabouts, found bool, err error) {
	for range 10 { // folders merged into merged ones; a ring cannot be, but a loop must not hang
		f, found, err := one[tracking.Folder](s.db(ctx).Where("id = ?", id))
		if err != nil || !found {
			return w, false, translate(err)
		}
		if f.MergedIntoID == nil {
			list, err := s.whereabouts(ctx, []tracking.Folder{f})
			if err != nil {
				return w, false, err
			}
			return list[0], true, nil
		}
		id = *f.MergedIntoID
	}
	return w, false, nil
}

// FoldersOf are all folders of patients, newest volume first.
func (s *Store) FoldersOf(ctx context.Context, patients ...tracking.PatientID) ([]tracking.Whereabouts, error) {
	return s.folders(ctx, s.db(ctx).Where("patient_id IN ?", patients).Order("kind, volume DESC").Limit(200*len(patients)))
}

// FolderList chooses folders for a list.
type FolderList struct {
	LocationID tracking.LocationID // 0: anywhere
	Custody    tracking.Custody    // empty: any
	CodePrefix string
	After      Cursor
	Limit      int
}

// Folders lists folders: by code where a prefix is asked for, else those that came last first.
func (s *Store) Folders(ctx context.Context, l FolderList) ([]tracking.Whereabouts, error) {
	q := s.db(ctx)
	if l.LocationID != 0 {
		q = q.Where("location_id = ?", l.LocationID)
	}
	if l.Custody != "" {
		q = q.Where("custody = ?", l.Custody)
	}
	switch {
	case len(askable(l.CodePrefix)) == 0:
		return nil, nil
	case l.CodePrefix != "":
		q = q.Where("code >= ? AND code < ?", l.CodePrefix, l.CodePrefix+"~").Where("id > ?", l.After.ID).Order("id")
	case l.LocationID == 0 && l.Custody == "":
		q = q.Where("id > ?", l.After.ID).Order("id")
	case l.LocationID != 0 && l.Custody == "": // the index leads with custody, so ask for it
		q = latestFirst(q.Where("custody IN ?", []tracking.Custody{tracking.At, tracking.InTransit, tracking.Missing}), l.After)
	default:
		q = latestFirst(q, l.After)
	}
	return s.folders(ctx, q.Limit(l.Limit))
}

func latestFirst(q *gorm.DB, after Cursor) *gorm.DB {
	if !after.At.IsZero() {
		q = q.Where("(since < ? OR (since = ? AND id < ?))", after.At, after.At, after.ID)
	}
	return q.Order("since DESC, id DESC")
}

// folders reads a page of folders with what belongs to them.
func (s *Store) folders(ctx context.Context, q *gorm.DB) ([]tracking.Whereabouts, error) {
	var list []tracking.Folder
	if err := q.Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	return s.whereabouts(ctx, list)
}

// whereabouts adds patients, places and containers to a page of folders: three statements, however long the page.
func (s *Store) whereabouts(ctx context.Context, folders []tracking.Folder) ([]tracking.Whereabouts, error) {
	if len(folders) == 0 {
		return nil, nil
	}
	var patientIDs []tracking.PatientID
	var placeIDs []tracking.LocationID
	var insideIDs []tracking.ContainerID
	for _, f := range folders {
		if f.ContainerID != nil {
			insideIDs = append(insideIDs, *f.ContainerID)
		}
		patientIDs = append(patientIDs, f.PatientID)
		placeIDs = append(placeIDs, f.HomeID, f.LocationID)
		if f.ToID != nil {
			placeIDs = append(placeIDs, *f.ToID)
		}
	}
	patients, err := byID(s.db(ctx), patientIDs, func(p tracking.Patient) tracking.PatientID { return p.ID })
	if err != nil {
		return nil, translate(err)
	}
	places, err := byID(s.db(ctx), placeIDs, func(p tracking.Location) tracking.LocationID { return p.ID })
	if err != nil {
		return nil, translate(err)
	}
	inside, err := byID(s.db(ctx), insideIDs, func(c tracking.Container) tracking.ContainerID { return c.ID })
	if err != nil {
		return nil, translate(err)
	}
	list := make([]tracking.Whereabouts, len(folders))
	for i, f := range folders {
		list[i] = tracking.Whereabouts{Folder: f, Patient: patients[f.PatientID], Home: places[f.HomeID], Location: places[f.LocationID]}
		if f.ToID != nil {
			to := places[*f.ToID]
			list[i].To = &to
		}
		if f.ContainerID != nil {
			in := inside[*f.ContainerID]
			list[i].Inside = &in
		}
	}
	return list, nil
}

// byID reads rows by id. ids may repeat.
func byID[K ~uint64, T any](db *gorm.DB, ids []K, id func(T) K) (map[K]T, error) {
	seen, wanted := map[K]bool{}, ids[:0:0]
	for _, i := range ids {
		if !seen[i] {
			seen[i], wanted = true, append(wanted, i)
		}
	}
	rows := map[K]T{}
	for len(wanted) > 0 {
		n := min(len(wanted), perStatement)
		var list []T
		if err := db.Where("id IN ?", wanted[:n]).Find(&list).Error; err != nil {
			return nil, err
		}
		for _, row := range list {
			rows[id(row)] = row
		}
		wanted = wanted[n:]
	}
	return rows, nil
}

// Passage is a movement with the places it names: where the folder was recorded before, where it was (in transit, where it was
// sent from) and where the movement leads.
type Passage struct {
	tracking.Movement
	From  *tracking.Location
	Place tracking.Location
	To    tracking.Location
	// Inside is the container that the movement left the folder in.
	Inside *tracking.Container
}

// Movements is the history of a folder, newest first, from the cursor on.
func (s *Store) Movements(ctx context.Context, f tracking.FolderID, after Cursor, limit int) ([]Passage, error) {
	q := s.db(ctx).Where("folder_id = ?", f)
	if !after.At.IsZero() {
		q = q.Where("(at < ? OR (at = ? AND id < ?))", after.At, after.At, after.ID)
	}
	var list []tracking.Movement
	if err := q.Order("at DESC, id DESC").Limit(limit).Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	var ids []tracking.LocationID
	for _, m := range list {
		ids = append(ids, m.LocationID, m.Destination())
		if m.FromID != nil {
			ids = append(ids, *m.FromID)
		}
	}
	places, err := byID(s.db(ctx), ids, func(p tracking.Location) tracking.LocationID { return p.ID })
	if err != nil {
		return nil, translate(err)
	}
	var insideIDs []tracking.ContainerID
	for _, m := range list {
		if m.ContainerID != nil {
			insideIDs = append(insideIDs, *m.ContainerID)
		}
	}
	inside, err := byID(s.db(ctx), insideIDs, func(c tracking.Container) tracking.ContainerID { return c.ID })
	if err != nil {
		return nil, translate(err)
	}
	passages := make([]Passage, len(list))
	for i, m := range list {
		passages[i] = Passage{Movement: m, Place: places[m.LocationID], To: places[m.Destination()]}
		if m.FromID != nil {
			from := places[*m.FromID]
			passages[i].From = &from
		}
		if m.ContainerID != nil {
			in := inside[*m.ContainerID]
			passages[i].Inside = &in
		}
	}
	return passages, nil
}

// Aliases are the other barcodes that find a folder: its own old ones, and those of the folders whose papers went into it.
func (s *Store) Aliases(ctx context.Context, f tracking.FolderID) (codes []string, err error) {
	err = s.db(ctx).Table("barcodes").Where("folder_id = ? AND alias = ?", f, true).Order("code").Limit(100).Pluck("code", &codes).Error
	for into := []tracking.FolderID{f}; err == nil && len(codes) <= 100; { // folders that were merged into merged ones; a ring cannot be
		var merged []tracking.FolderID // what is scanned into must be empty: where nothing is found it stays as it was
		var more []string
		if err = s.db(ctx).Raw("SELECT id FROM folders WHERE merged_into_id IN ? LIMIT 100", into).Scan(&merged).Error; err != nil || len(merged) == 0 {
			break
		}
		err = s.db(ctx).Table("barcodes").Where("folder_id IN ?", merged).Order("code").Limit(100).Pluck("code", &more).Error
		codes, into = append(codes, more...), merged
	}
	return codes, translate(err)
}

// MergedInto are the merges by which the papers of other folders came into one, newest first, with the barcodes of those folders.
func (s *Store) MergedInto(ctx context.Context, f tracking.FolderID) (list []FolderJoined, err error) {
	return list, translate(s.db(ctx).Raw(`SELECT m.*, f.code FROM folder_merges m JOIN folders f ON f.id = m.loser_id
		WHERE m.survivor_id = ? AND m.open = ? ORDER BY m.id DESC LIMIT 50`, f, true).Scan(&list).Error)
}

// FolderJoined is a merge of folders with the barcode of the one that is no more.
type FolderJoined struct {
	tracking.FolderMerge
	Code string
}
