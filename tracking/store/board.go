package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"casenotes/tracking"
)

// Board is what a location shows of itself.
type Board struct {
	Here, Coming, Due             []tracking.Whereabouts
	HereMore, ComingMore, DueMore bool
	HereCount, ComingCount        Count
}

// Count is a number of rows, counted up to a limit so that a library of two million folders answers as quickly as a clinic.
type Count struct {
	N    int64
	More bool // there are more than N
}

const countTo = 1000

// Board reads what is at a location, what is on its way to it, and what is due back: for a library the folders that have their home
// in it and are out, walked in the order of their due dates; for others the folders they hold.
func (s *Store) Board(ctx context.Context, p tracking.Location, limit int) (b Board, err error) {
	db := s.db(ctx)
	here := db.Where("location_id = ? AND custody = ?", p.ID, tracking.At)
	coming := db.Where("to_id = ?", p.ID)
	due := db.Where("location_id = ? AND due_at IS NOT NULL", p.ID)
	if p.Kind == tracking.Library {
		due = db.Joins("JOIN locations home ON home.id = folders.home_id").Where("folders.due_at IS NOT NULL AND home.path LIKE ?", p.Path+"%")
	}
	if b.Here, b.HereMore, err = s.page(ctx, here.Order("since DESC, id DESC"), limit); err != nil {
		return b, err
	}
	if b.Coming, b.ComingMore, err = s.page(ctx, coming.Order("since DESC, id DESC"), limit); err != nil {
		return b, err
	}
	if b.Due, b.DueMore, err = s.page(ctx, due.Order("folders.due_at, folders.id"), limit); err != nil {
		return b, err
	}
	if b.HereCount, err = s.count(ctx, "location_id = ? AND custody = ?", p.ID, tracking.At); err != nil {
		return b, err
	}
	b.ComingCount, err = s.count(ctx, "to_id = ?", p.ID)
	return b, err
}

// page reads limit rows and says whether there are more.
func (s *Store) page(ctx context.Context, q *gorm.DB, limit int) ([]tracking.Whereabouts, bool, error) {
	list, err := s.folders(ctx, q.Limit(limit+1))
	if len(list) > limit {
		return list[:limit], true, err
	}
	return list, false, err
}

func (s *Store) count(ctx context.Context, where string, args ...any) (Count, error) {
	var n int64
	err := s.db(ctx).Raw("SELECT COUNT(*) FROM (SELECT 1 FROM folders WHERE "+where+" LIMIT ?) AS counted", append(args, countTo+1)...).Scan(&n).Error
	return Count{N: min(n, countTo), More: n > countTo}, translate(err)
}

// Holder is a location with what is overdue there.
type Holder struct {
	Location tracking.Location
	Folders  int64
	Oldest   time.Time // due date of the folder that is longest overdue
}

// OverdueByHolder lists who holds overdue folders, the longest overdue first. It reads index folders_overdue only.
func (s *Store) OverdueByHolder(ctx context.Context, now time.Time) ([]Holder, error) {
	var rows []struct {
		LocationID tracking.LocationID
		Folders    int64
		Oldest     flexTime
	}
	err := s.db(ctx).Raw("SELECT location_id, COUNT(*) AS folders, MIN(due_at) AS oldest FROM folders WHERE due_at <= ? GROUP BY location_id ORDER BY oldest LIMIT 2000", now).
		Scan(&rows).Error
	if err != nil {
		return nil, translate(err)
	}
	var ids []tracking.LocationID
	for _, r := range rows {
		ids = append(ids, r.LocationID)
	}
	places, err := byID(s.db(ctx), ids, func(p tracking.Location) tracking.LocationID { return p.ID })
	if err != nil {
		return nil, translate(err)
	}
	holders := make([]Holder, len(rows))
	for i, r := range rows {
		holders[i] = Holder{places[r.LocationID], r.Folders, r.Oldest.Time}
	}
	return holders, nil
}

// Overdue lists overdue folders, the longest overdue first; at one holder, or everywhere when at is 0.
func (s *Store) Overdue(ctx context.Context, at tracking.LocationID, now time.Time, after Cursor, limit int) ([]tracking.Whereabouts, error) {
	q := s.db(ctx).Where("due_at <= ?", now)
	if at != 0 {
		q = q.Where("location_id = ?", at)
	}
	if !after.At.IsZero() {
		q = q.Where("(due_at > ? OR (due_at = ? AND id > ?))", after.At, after.At, after.ID)
	}
	return s.folders(ctx, q.Order("due_at, id").Limit(limit))
}

// Counts are the figures of the home page.
type Counts struct {
	Overdue, InTransit, Missing Count
	Alerts                      map[tracking.AlertKind]int64
}

// Counts reads the figures of the home page, each from an index and none beyond a limit.
func (s *Store) Counts(ctx context.Context, now time.Time) (c Counts, err error) {
	if c.Overdue, err = s.count(ctx, "due_at <= ?", now); err != nil {
		return c, err
	}
	if c.InTransit, err = s.count(ctx, "custody = ?", tracking.InTransit); err != nil {
		return c, err
	}
	if c.Missing, err = s.count(ctx, "custody = ?", tracking.Missing); err != nil {
		return c, err
	}
	var rows []struct {
		Kind tracking.AlertKind
		N    int64
	}
	err = s.db(ctx).Raw("SELECT kind, COUNT(*) AS n FROM alerts WHERE open = ? GROUP BY kind", true).Scan(&rows).Error
	c.Alerts = map[tracking.AlertKind]int64{}
	for _, r := range rows {
		c.Alerts[r.Kind] = r.N
	}
	return c, translate(err)
}

// Alerts lists open alerts, the newest first.
func (s *Store) Alerts(ctx context.Context, kind tracking.AlertKind, at tracking.LocationID, after Cursor, limit int) ([]tracking.AlertView, error) {
	q := s.db(ctx).Where("open = ?", true)
	if kind != "" {
		q = q.Where("kind = ?", kind)
	}
	if at != 0 {
		q = q.Where("location_id = ?", at)
	}
	if after.ID != 0 {
		q = q.Where("id < ?", after.ID)
	}
	var list []tracking.Alert
	if err := q.Order("id DESC").Limit(limit).Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	return s.alertViews(ctx, list)
}

func (s *Store) alertViews(ctx context.Context, alerts []tracking.Alert) ([]tracking.AlertView, error) {
	var folderIDs []tracking.FolderID
	var placeIDs []tracking.LocationID
	for _, a := range alerts {
		if a.FolderID != nil {
			folderIDs = append(folderIDs, *a.FolderID)
		}
		if a.LocationID != nil {
			placeIDs = append(placeIDs, *a.LocationID)
		}
	}
	folders, err := byID(s.db(ctx), folderIDs, func(f tracking.Folder) tracking.FolderID { return f.ID })
	if err != nil {
		return nil, translate(err)
	}
	var list []tracking.Folder
	for _, f := range folders {
		list = append(list, f)
	}
	whereabouts, err := s.whereabouts(ctx, list)
	if err != nil {
		return nil, err
	}
	byFolder := map[tracking.FolderID]*tracking.Whereabouts{}
	for i := range whereabouts {
		byFolder[whereabouts[i].ID] = &whereabouts[i]
	}
	places, err := byID(s.db(ctx), placeIDs, func(p tracking.Location) tracking.LocationID { return p.ID })
	views := make([]tracking.AlertView, len(alerts))
	for i, a := range alerts {
		views[i] = tracking.AlertView{Alert: a}
		if a.FolderID != nil {
			views[i].Folder = byFolder[*a.FolderID]
		}
		if a.LocationID != nil {
			p := places[*a.LocationID]
			views[i].Location = &p
		}
	}
	return views, translate(err)
}

// ChangedSince reads the folders, alerts, requests, searches and stocktakes that changed at or after a moment, for processes that share the database to tell
// their own watchers of each other's commits. fresh leaves out the events that were told already, before anything more is read.
func (s *Store) ChangedSince(ctx context.Context, t time.Time, limit int, fresh func([]tracking.Event) []tracking.Event) ([]tracking.Event, error) {
	var folders []tracking.Folder
	if err := s.db(ctx).Select("id", "version").Where("changed_at >= ?", t).Order("changed_at").Limit(limit).Find(&folders).Error; err != nil {
		return nil, translate(err)
	}
	var events []tracking.Event
	for _, f := range folders {
		events = append(events, tracking.Event{Folder: &tracking.Whereabouts{Folder: f}})
	}
	var ids []tracking.FolderID
	for _, e := range fresh(events) {
		ids = append(ids, e.Folder.ID)
	}
	events, err := s.movedEvents(ctx, ids)
	if err != nil {
		return nil, err
	}
	var alerts []tracking.Alert
	if err := s.db(ctx).Where("changed_at >= ?", t).Order("changed_at").Limit(limit).Find(&alerts).Error; err != nil {
		return nil, translate(err)
	}
	var news []tracking.Event
	for _, a := range alerts {
		news = append(news, tracking.Event{Alert: &tracking.AlertView{Alert: a}})
	}
	alerts = alerts[:0]
	for _, e := range fresh(news) {
		alerts = append(alerts, e.Alert.Alert)
	}
	views, err := s.alertViews(ctx, alerts)
	if err != nil {
		return nil, err
	}
	for i := range views {
		events = append(events, tracking.Event{Alert: &views[i]})
	}
	requests, err := s.requestsChangedSince(ctx, t, limit, fresh)
	if err != nil {
		return nil, err
	}
	cases, err := s.casesChangedSince(ctx, t, limit, fresh)
	if err != nil {
		return nil, err
	}
	stocktakes, err := s.stocktakesChangedSince(ctx, t, limit, fresh)
	return slices.Concat(events, requests, cases, stocktakes), err
}

// movedEvents are the events of folders that moved, with the place that each one left.
func (s *Store) movedEvents(ctx context.Context, ids []tracking.FolderID) ([]tracking.Event, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	folders, err := s.folders(ctx, s.db(ctx).Where("id IN ?", ids))
	if err != nil {
		return nil, err
	}
	var newest []struct {
		FolderID tracking.FolderID
		FromID   tracking.LocationID
	}
	err = s.db(ctx).Raw("SELECT m.folder_id, m.from_id FROM folders f JOIN movements m ON m.folder_id = f.id AND m.version = f.version WHERE f.id IN ? AND m.from_id IS NOT NULL", ids).
		Scan(&newest).Error
	if err != nil {
		return nil, translate(err)
	}
	from, wanted := map[tracking.FolderID]tracking.LocationID{}, []tracking.LocationID{}
	for _, m := range newest {
		from[m.FolderID] = m.FromID
		wanted = append(wanted, m.FromID)
	}
	places, err := byID(s.db(ctx), wanted, func(p tracking.Location) tracking.LocationID { return p.ID })
	var events []tracking.Event
	for i := range folders {
		e := tracking.Event{Folder: &folders[i]}
		if p, known := places[from[folders[i].ID]]; known {
			e.Left = &p
		}
		events = append(events, e)
	}
	return events, translate(err)
}
