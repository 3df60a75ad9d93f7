package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"casenotes/tracking"
)

func (t *tx) AddStocktake(s tracking.Stocktake) (tracking.Stocktake, error) {
	return s, t.db.Create(&s).Error
}

func (t *tx) AddStocktakeFolders(rows []tracking.StocktakeFolder) error { return add(t.db, rows) }

func (t *tx) LockStocktake(id tracking.StocktakeID) (tracking.Stocktake, bool, error) {
	return one[tracking.Stocktake](t.db.Clauses(forUpdate).Where("id = ?", id))
}

func (t *tx) UpdateStocktake(s tracking.Stocktake) error {
	return change{table: "stocktakes", ids: []any{s.ID},
		columns: []string{"open_at", "state", "counts_until", "ended_at", "ended_by", "scanned_at", "found", "wrong_shelf", "not_found", "unexpected", "misfiled", "checked", "confirmed", "version", "changed_at"},
		values: [][]any{{s.OpenAt, s.State, s.CountsUntil, s.EndedAt, s.EndedBy, s.ScannedAt, s.Found, s.WrongShelf, s.NotFound, s.Unexpected, s.Misfiled, s.Checked, s.Confirmed,
			s.Version, s.ChangedAt}}}.run(t.db)
}

// StocktakesCounting reads index stocktakes_counting.
func (t *tx) StocktakesCounting(since time.Time) (list []tracking.Stocktake, err error) {
	return list, t.db.Where("counts_until >= ?", since).Order("counts_until, id").Find(&list).Error
}

// StocktakesIdle reads index stocktakes_counting: those that are open count for ever.
func (t *tx) StocktakesIdle(since time.Time, limit int) (list []tracking.Stocktake, err error) {
	return list, t.db.Where("counts_until >= ? AND scanned_at <= ?", tracking.Forever, since).Order("id").Limit(limit).Find(&list).Error
}

// FoldersIn reads indexes folders_here and folders_home.
func (t *tx) FoldersIn(p tracking.Location, limit int) (list []tracking.StocktakeFolder, err error) {
	err = t.db.Raw("SELECT f.id AS folder_id, FALSE AS away, f.location_id, f.custody FROM locations l JOIN folders f ON f.location_id = l.id AND f.custody = ? "+
		"WHERE l.path LIKE ? AND f.status IN ('active', 'closed') ORDER BY f.id LIMIT ?", tracking.At, p.Path+"%", limit).Scan(&list).Error
	if err != nil || len(list) == limit {
		return list, err
	}
	var away []tracking.StocktakeFolder
	err = t.db.Raw("SELECT f.id AS folder_id, TRUE AS away, f.location_id, f.custody FROM locations l JOIN folders f ON f.home_id = l.id JOIN locations h ON h.id = f.location_id "+
		"WHERE l.path LIKE ? AND f.status IN ('active', 'closed') AND (f.custody <> ? OR h.path NOT LIKE ?) ORDER BY f.id LIMIT ?", p.Path+"%", tracking.At, p.Path+"%", limit-len(list)).Scan(&away).Error
	return append(list, away...), err
}

// FolderIDsIn reads index folders_here and sorts.
func (s *Store) FolderIDsIn(ctx context.Context, p tracking.Location) (list []tracking.FolderID, err error) {
	err = s.db(ctx).Raw("SELECT f.id FROM locations l JOIN folders f ON f.location_id = l.id AND f.custody = ? WHERE l.path LIKE ? AND f.status IN ('active', 'closed') ORDER BY f.id",
		tracking.At, p.Path+"%").Scan(&list).Error
	return list, translate(err)
}

func (t *tx) ShelvesIn(p tracking.Location) (list []tracking.Location, err error) {
	return list, t.db.Where("path LIKE ? AND kind = ? AND retired_at IS NULL", p.Path+"%", tracking.Shelf).Order("id").Find(&list).Error
}

func (t *tx) ExpectedAmong(id tracking.StocktakeID, folders []tracking.FolderID) (list []tracking.FolderID, err error) {
	if len(folders) == 0 {
		return nil, nil
	}
	return list, t.db.Raw("SELECT folder_id FROM stocktake_folders WHERE stocktake_id = ? AND folder_id IN ?", id, folders).Scan(&list).Error
}

func (t *tx) AddStocktakeScans(rows []tracking.StocktakeScan) error { return add(t.db, rows) }

// CountedScan reads index stocktake_scans_scan.
func (t *tx) CountedScan(scanID string) (list []tracking.StocktakeScan, err error) {
	return list, t.db.Where("scan_id = ? AND taken_back_at IS NULL", scanID).Order("stocktake_id").Find(&list).Error
}

func (t *tx) TakeBackScan(scanID string, at time.Time) error {
	return t.db.Exec("UPDATE stocktake_scans SET taken_back_at = ? WHERE scan_id = ? AND taken_back_at IS NULL", at, scanID).Error
}

// VerifiedAt reads index stocktake_scans_of_folder.
func (t *tx) VerifiedAt(f tracking.FolderID) (*time.Time, error) {
	s, found, err := one[tracking.StocktakeScan](t.db.Where("folder_id = ? AND taken_back_at IS NULL", f).Order("at DESC"))
	if err != nil || !found {
		return nil, err
	}
	return &s.At, nil
}

func (t *tx) SetVerified(folders map[tracking.FolderID]*time.Time) error {
	c := change{table: "folders", columns: []string{"last_verified_at"}}
	for id, at := range folders {
		c.ids, c.values = append(c.ids, id), append(c.values, []any{at})
	}
	return c.run(t.db)
}

func (t *tx) Settle(rows []tracking.Settled) error {
	return t.db.Table("stocktake_settled").Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "stocktake_id"}, {Name: "folder_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"settled_as", "settled_by", "settled_at"})}).Create(&rows).Error
}

func (t *tx) StocktakeFacts(s tracking.Stocktake) (tracking.StocktakeFacts, error) {
	return facts(t.db, s)
}

// StocktakeFacts is everything that the result of a stocktake is made of.
func (s *Store) StocktakeFacts(ctx context.Context, t tracking.Stocktake) (tracking.StocktakeFacts, error) {
	f, err := facts(s.db(ctx), t)
	return f, translate(err)
}

// facts reads what belongs to one stocktake by its primary keys, and movements by index movements_history.
func facts(db *gorm.DB, t tracking.Stocktake) (f tracking.StocktakeFacts, err error) {
	if err = db.Where("stocktake_id = ?", t.ID).Find(&f.Expected).Error; err != nil {
		return f, err
	}
	if err = db.Where("stocktake_id = ? AND taken_back_at IS NULL", t.ID).Find(&f.Scans).Error; err != nil {
		return f, err
	}
	f.Newest = map[tracking.FolderID]tracking.Movement{}
	for _, of := range []string{"SELECT folder_id FROM stocktake_folders WHERE stocktake_id = ?", "SELECT DISTINCT folder_id FROM stocktake_scans WHERE stocktake_id = ? AND folder_id IS NOT NULL"} {
		var moved []tracking.Movement
		err = db.Raw("SELECT m.id, m.folder_id, m.version, m.kind, m.custody, m.location_id, m.to_id, m.at, m.scan_id FROM ("+of+") AS s JOIN movements m ON m.folder_id = s.folder_id "+
			"WHERE m.at >= ? AND m.at <= ? AND m.custody <> ?", t.ID, t.StartedAt, t.CountsUntil, tracking.Missing).Scan(&moved).Error
		if err != nil {
			return f, err
		}
		for _, m := range moved {
			if last, known := f.Newest[m.FolderID]; !known || m.At.After(last.At) || (m.At.Equal(last.At) && m.Version > last.Version) {
				f.Newest[m.FolderID] = m
			}
		}
		var folders []tracking.Folder
		err = db.Raw("SELECT f.id, f.code, f.patient_id, f.kind, f.volume, f.home_id, f.status, f.custody, f.location_id, f.to_id, f.since, f.last_scan_at, f.filing_key, f.version FROM ("+of+") AS s JOIN folders f ON f.id = s.folder_id", t.ID).
			Scan(&folders).Error
		if err != nil {
			return f, err
		}
		if f.Folders == nil {
			f.Folders = make(map[tracking.FolderID]tracking.Folder, len(folders))
		}
		for _, one := range folders {
			f.Folders[one.ID] = one
		}
	}
	var ids []tracking.LocationID
	ids = append(ids, t.LocationID)
	for _, e := range f.Expected {
		ids = append(ids, e.LocationID)
	}
	for _, s := range f.Scans {
		ids = append(ids, s.LocationID)
	}
	for _, one := range f.Folders {
		ids = append(ids, one.HomeID)
	}
	f.Places, err = byID(db, distinct(ids), func(p tracking.Location) tracking.LocationID { return p.ID })
	return f, err
}

func distinct[T comparable](list []T) []T {
	seen := map[T]bool{}
	kept := list[:0]
	for _, v := range list {
		if !seen[v] {
			seen[v] = true
			kept = append(kept, v)
		}
	}
	return kept
}

// StocktakeByID is one stocktake.
func (s *Store) StocktakeByID(ctx context.Context, id tracking.StocktakeID) (t tracking.Stocktake, found bool, err error) {
	t, found, err = one[tracking.Stocktake](s.db(ctx).Where("id = ?", id))
	return t, found, translate(err)
}

// Stocktakes lists those before one, newest first.
func (s *Store) Stocktakes(ctx context.Context, before tracking.StocktakeID, limit int) (list []tracking.Stocktake, err error) {
	q := s.db(ctx)
	if before != 0 {
		q = q.Where("id < ?", before)
	}
	return list, translate(q.Order("id DESC").Limit(limit).Find(&list).Error)
}

// OpenStocktakes reads index stocktakes_counting.
func (s *Store) OpenStocktakes(ctx context.Context) (list []tracking.Stocktake, err error) {
	return list, translate(s.db(ctx).Where("counts_until >= ?", tracking.Forever).Order("id DESC").Limit(200).Find(&list).Error)
}

// Audits are the audits that were finished since a moment. It reads index stocktakes_ended.
func (s *Store) Audits(ctx context.Context, since time.Time) (list []tracking.Stocktake, err error) {
	return list, translate(s.db(ctx).Where("ended_at >= ? AND state = ? AND kind <> ?", since, tracking.StocktakeFinished, tracking.FullStocktake).Order("ended_at, id").Limit(5000).Find(&list).Error)
}

// SettledOf is what was decided after a stocktake.
func (s *Store) SettledOf(ctx context.Context, id tracking.StocktakeID) (map[tracking.FolderID]tracking.Settled, error) {
	var list []tracking.Settled
	err := s.db(ctx).Table("stocktake_settled").Where("stocktake_id = ?", id).Find(&list).Error
	settled := map[tracking.FolderID]tracking.Settled{}
	for _, one := range list {
		settled[one.FolderID] = one
	}
	return settled, translate(err)
}

// StocktakeProgress is how many of the folders were seen, and by whom.
type StocktakeProgress struct {
	Seen   int // of those expected
	Others int // seen and not expected there
	People []StocktakePerson
}

// StocktakePerson is how much one person has scanned, and when last.
type StocktakePerson struct {
	Actor string
	Scans int
	Last  time.Time
}

// StocktakeProgress counts by index stocktake_scans_seen.
func (s *Store) StocktakeProgress(ctx context.Context, id tracking.StocktakeID) (p StocktakeProgress, err error) {
	var seen struct{ Expected, Everything int }
	err = s.db(ctx).Raw("SELECT COUNT(*) AS everything, COUNT(e.folder_id) AS expected FROM (SELECT DISTINCT folder_id FROM stocktake_scans WHERE stocktake_id = ? AND taken_back_at IS NULL AND folder_id IS NOT NULL) AS s "+
		"LEFT JOIN stocktake_folders e ON e.stocktake_id = ? AND e.folder_id = s.folder_id AND e.away = FALSE", id, id).Scan(&seen).Error
	if err != nil {
		return p, translate(err)
	}
	p.Seen, p.Others = seen.Expected, seen.Everything-seen.Expected
	var people []struct {
		Actor string
		Scans int
		Last  flexTime
	}
	err = s.db(ctx).Raw("SELECT actor, COUNT(*) AS scans, MAX(at) AS last FROM stocktake_scans WHERE stocktake_id = ? AND taken_back_at IS NULL GROUP BY actor ORDER BY actor LIMIT 100", id).Scan(&people).Error
	for _, one := range people {
		p.People = append(p.People, StocktakePerson{one.Actor, one.Scans, one.Last.Time})
	}
	return p, translate(err)
}

// ExpectedCode is a folder of a stocktake as a scanning page keeps it: its code and its shelf, and nobody's name.
type ExpectedCode struct {
	Code, Shelf string
	Seen        bool
}

// ExpectedCodes lists what a stocktake expects, in the order of the shelves.
func (s *Store) ExpectedCodes(ctx context.Context, id tracking.StocktakeID) (list []ExpectedCode, err error) {
	return list, translate(s.db(ctx).Raw("SELECT f.code, l.code AS shelf, EXISTS (SELECT 1 FROM stocktake_scans s WHERE s.stocktake_id = e.stocktake_id AND s.folder_id = e.folder_id AND s.taken_back_at IS NULL) AS seen "+
		"FROM stocktake_folders e JOIN folders f ON f.id = e.folder_id JOIN locations l ON l.id = e.location_id WHERE e.stocktake_id = ? AND e.away = FALSE ORDER BY l.name, l.id, f.filing_key, f.id", id).Scan(&list).Error)
}

// stocktakesChangedSince is ChangedSince for stocktakes. It reads index stocktakes_changed.
func (s *Store) stocktakesChangedSince(ctx context.Context, at time.Time, limit int, fresh func([]tracking.Event) []tracking.Event) (events []tracking.Event, err error) {
	var changed []tracking.Stocktake
	err = s.db(ctx).Where("changed_at >= ?", at).Order("changed_at").Limit(limit).Find(&changed).Error
	for i := range changed {
		events = append(events, tracking.Event{Stocktake: &changed[i]})
	}
	return fresh(events), translate(err)
}

// StocktakeOwing are the devices that have scanned for a stocktake and still have scans to send, by what people call them.
func (s *Store) StocktakeOwing(ctx context.Context, id tracking.StocktakeID) (list []string, err error) {
	var rounds, names []string
	if err := s.db(ctx).Raw("SELECT DISTINCT round FROM stocktake_scans WHERE stocktake_id = ?", id).Scan(&rounds).Error; err != nil {
		return nil, translate(err)
	}
	for _, r := range rounds {
		name, _, _ := strings.Cut(r, "/")
		names = append(names, name)
	}
	if len(names) == 0 {
		return nil, nil
	}
	return list, translate(s.db(ctx).Raw("SELECT label FROM devices WHERE name IN ? AND pending > 0 ORDER BY label LIMIT 100", distinct(names)).Scan(&list).Error)
}
