package store

import (
	"context"
	"iter"
	"time"

	"gorm.io/gorm"

	"casenotes/tracking"
)

func (t *tx) OpenCases(folders []tracking.FolderID) (list []tracking.MissingCase, err error) {
	if len(folders) == 0 {
		return nil, nil
	}
	return list, t.db.Clauses(forUpdate).Where("folder_id IN ? AND open = ?", folders, true).Order("id").Find(&list).Error
}

func (t *tx) Case(id tracking.MissingCaseID) (tracking.MissingCase, bool, error) {
	return one[tracking.MissingCase](t.db.Where("id = ?", id))
}

func (t *tx) NewestCase(f tracking.FolderID) (tracking.MissingCase, bool, error) {
	return one[tracking.MissingCase](t.db.Where("folder_id = ?", f).Order("id DESC"))
}

func (t *tx) CasesDue(now time.Time, limit int) (list []tracking.MissingCase, err error) {
	return list, t.db.Where("next_at <= ?", now).Order("next_at").Limit(limit).Find(&list).Error
}

// AddCases inserts cases and answers them with their ids, read back as the newest of their folders.
func (t *tx) AddCases(rows []tracking.MissingCase) ([]tracking.MissingCase, error) {
	if len(rows) == 0 {
		return rows, nil
	}
	if err := add(t.db, rows); err != nil {
		return nil, err
	}
	var folders []tracking.FolderID
	for _, c := range rows {
		folders = append(folders, c.FolderID)
	}
	var found []tracking.MissingCase
	if err := t.db.Select("id", "folder_id").Where("folder_id IN ?", folders).Order("id").Find(&found).Error; err != nil {
		return nil, err
	}
	newest := map[tracking.FolderID]tracking.MissingCaseID{}
	for _, c := range found {
		newest[c.FolderID] = c.ID
	}
	for i, c := range rows {
		rows[i].ID = newest[c.FolderID]
	}
	return rows, nil
}

var caseColumns = []string{"open", "state", "level", "level_at", "next_at", "urgent", "needed_by", "needed_at_id", "incident", "incident_by", "incident_at",
	"lost_at", "lost_by", "lost_why", "closed_at", "closed_why", "found_by", "found_at_id", "scan_id", "version", "changed_at"}

func (t *tx) UpdateCases(rows []tracking.MissingCase) error {
	c := change{table: "missing_cases", columns: caseColumns}
	for _, m := range rows {
		c.ids = append(c.ids, m.ID)
		c.values = append(c.values, []any{m.Open, m.State, m.Level, m.LevelAt, m.NextAt, m.Urgent, m.NeededBy, m.NeededAtID, m.Incident, m.IncidentBy, m.IncidentAt,
			m.LostAt, m.LostBy, m.LostWhy, m.ClosedAt, m.ClosedWhy, m.FoundBy, m.FoundAtID, m.ScanID, m.Version, m.ChangedAt})
	}
	return c.run(t.db)
}

func (t *tx) AddSearch(s tracking.MissingSearch) error { return t.db.Create(&s).Error }

func (t *tx) SearchedBefore(s tracking.MissingSearch, since time.Time) (bool, error) {
	_, found, err := one[tracking.MissingSearch](t.db.Where("case_id = ? AND location_id = ? AND actor = ? AND result = ? AND note = ? AND at > ?",
		s.CaseID, s.LocationID, s.Actor, s.Result, s.Note, since))
	return found, err
}

// CaseList chooses searches for a list.
type CaseList struct {
	Library *tracking.Location // of one library's folders; nil: of all
	Level   tracking.SearchLevel
	State   tracking.SearchState // searching, lost, or found for those found lately; empty: all that are open
	After   Cursor
	Limit   int
}

// Cases lists searches: the open ones with the oldest report first, those that are over with the newest end first.
func (s *Store) Cases(ctx context.Context, l CaseList) ([]tracking.MissingCaseView, error) {
	q := s.db(ctx).Table("missing_cases c").Select("c.*")
	if l.Library != nil {
		q = q.Joins("JOIN folders f ON f.id = c.folder_id JOIN locations home ON home.id = f.home_id").Where("home.path LIKE ?", l.Library.Path+"%")
	}
	if l.Level != 0 {
		q = q.Where("c.level = ?", l.Level)
	}
	switch l.State {
	case tracking.FoundAgain, tracking.SearchEnded:
		q = q.Where("c.state = ? AND c.closed_at IS NOT NULL", l.State)
		if !l.After.At.IsZero() {
			q = q.Where("(c.closed_at < ? OR (c.closed_at = ? AND c.id < ?))", l.After.At, l.After.At, l.After.ID)
		}
		q = q.Order("c.closed_at DESC, c.id DESC")
	default:
		q = q.Where("c.open = ?", true)
		if l.State != "" {
			q = q.Where("c.state = ?", l.State)
		}
		if !l.After.At.IsZero() {
			q = q.Where("(c.reported_at > ? OR (c.reported_at = ? AND c.id > ?))", l.After.At, l.After.At, l.After.ID)
		}
		q = q.Order("c.reported_at, c.id")
	}
	return s.cases(ctx, q.Limit(l.Limit))
}

// LookOut is what every scan page tells of: the urgent searches by when the folder is needed, then those at all sites, the newest first.
func (s *Store) LookOut(ctx context.Context, limit int) ([]tracking.MissingCaseView, error) {
	q := s.db(ctx).Where("open = ? AND state = ? AND level >= ?", true, tracking.Searching, tracking.EverybodyLooks)
	return s.cases(ctx, q.Order("urgent DESC, CASE WHEN urgent = TRUE THEN needed_by END, reported_at DESC").Limit(limit))
}

// Register lists the searches of a time by their reports, for whoever answers for missing notes.
func (s *Store) Register(ctx context.Context, from, to time.Time, after Cursor, limit int) ([]tracking.MissingCaseView, error) {
	q := s.db(ctx).Where("reported_at >= ? AND reported_at < ?", from, to)
	if !after.At.IsZero() {
		q = q.Where("(reported_at > ? OR (reported_at = ? AND id > ?))", after.At, after.At, after.ID)
	}
	return s.cases(ctx, q.Order("reported_at, id").Limit(limit))
}

// CaseByID is one search.
func (s *Store) CaseByID(ctx context.Context, id tracking.MissingCaseID) (v tracking.MissingCaseView, found bool, err error) {
	list, err := s.cases(ctx, s.db(ctx).Where("id = ?", id).Limit(1))
	if err != nil || len(list) == 0 {
		return v, false, err
	}
	return list[0], true, nil
}

// CaseOf is the newest search for a folder.
func (s *Store) CaseOf(ctx context.Context, f tracking.FolderID) (v tracking.MissingCaseView, found bool, err error) {
	list, err := s.cases(ctx, s.db(ctx).Where("folder_id = ?", f).Order("id DESC").Limit(1))
	if err != nil || len(list) == 0 {
		return v, false, err
	}
	return list[0], true, nil
}

// FoundFor are the searches that somebody reported or took part in and that have ended with the folder since a moment, the newest first.
func (s *Store) FoundFor(ctx context.Context, actor string, since time.Time, limit int) ([]tracking.MissingCaseView, error) {
	q := s.db(ctx).Where("state = ? AND closed_at >= ?", tracking.FoundAgain, since).
		Where("(reported_by = ? OR EXISTS (SELECT 1 FROM missing_searches w WHERE w.case_id = missing_cases.id AND w.actor = ?))", actor, actor)
	return s.cases(ctx, q.Order("closed_at DESC, id DESC").Limit(limit))
}

// cases reads a page of searches with what belongs to them.
func (s *Store) cases(ctx context.Context, q *gorm.DB) ([]tracking.MissingCaseView, error) {
	var list []tracking.MissingCase
	if err := q.Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	return s.caseViews(ctx, list)
}

func (s *Store) caseViews(ctx context.Context, list []tracking.MissingCase) ([]tracking.MissingCaseView, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var folderIDs []tracking.FolderID
	var placeIDs []tracking.LocationID
	for _, c := range list {
		folderIDs, placeIDs = append(folderIDs, c.FolderID), append(placeIDs, c.LastID)
		for _, id := range []*tracking.LocationID{c.NeededAtID, c.FoundAtID} {
			if id != nil {
				placeIDs = append(placeIDs, *id)
			}
		}
	}
	folders, err := s.folders(ctx, s.db(ctx).Where("id IN ?", folderIDs))
	if err != nil {
		return nil, err
	}
	byFolder := map[tracking.FolderID]tracking.Whereabouts{}
	for _, w := range folders {
		byFolder[w.ID] = w
	}
	places, err := byID(s.db(ctx), placeIDs, func(p tracking.Location) tracking.LocationID { return p.ID })
	views := make([]tracking.MissingCaseView, len(list))
	for i, c := range list {
		views[i] = tracking.MissingCaseView{MissingCase: c, Folder: byFolder[c.FolderID], Last: places[c.LastID]}
		if c.NeededAtID != nil {
			p := places[*c.NeededAtID]
			views[i].NeededAt = &p
		}
		if c.FoundAtID != nil {
			p := places[*c.FoundAtID]
			views[i].FoundAt = &p
		}
	}
	return views, translate(err)
}

// Look is one place that was searched.
type Look struct {
	tracking.MissingSearch
	Place tracking.Location
}

const looksShown = 200

// Looks are the places that were searched for a folder, the newest first.
func (s *Store) Looks(ctx context.Context, id tracking.MissingCaseID) ([]Look, error) {
	var list []tracking.MissingSearch
	if err := s.db(ctx).Where("case_id = ?", id).Order("id DESC").Limit(looksShown).Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	var ids []tracking.LocationID
	for _, l := range list {
		ids = append(ids, l.LocationID)
	}
	places, err := byID(s.db(ctx), ids, func(p tracking.Location) tracking.LocationID { return p.ID })
	looks := make([]Look, len(list))
	for i, l := range list {
		looks[i] = Look{l, places[l.LocationID]}
	}
	return looks, translate(err)
}

// casesChangedSince is ChangedSince for searches.
func (s *Store) casesChangedSince(ctx context.Context, t time.Time, limit int, fresh func([]tracking.Event) []tracking.Event) (events []tracking.Event, err error) {
	var changed []tracking.MissingCase
	if err := s.db(ctx).Where("changed_at >= ?", t).Order("changed_at").Limit(limit).Find(&changed).Error; err != nil {
		return nil, translate(err)
	}
	for _, c := range changed {
		events = append(events, tracking.Event{Case: &tracking.MissingCaseView{MissingCase: c}})
	}
	changed = changed[:0]
	for _, e := range fresh(events) {
		changed = append(changed, e.Case.MissingCase)
	}
	views, err := s.caseViews(ctx, changed)
	events = events[:0]
	for i := range views {
		events = append(events, tracking.Event{Case: &views[i]})
	}
	return events, err
}

// EveryCase reads the register of a time, a page at a time. It stops after the first error.
func (s *Store) EveryCase(ctx context.Context, from, to time.Time) iter.Seq2[tracking.MissingCaseView, error] {
	return func(yield func(tracking.MissingCaseView, error) bool) {
		for after := (Cursor{}); ; {
			list, err := s.Register(ctx, from, to, after, everyPage)
			if err != nil {
				yield(tracking.MissingCaseView{}, err)
				return
			}
			for _, v := range list {
				if !yield(v, nil) {
					return
				}
				after = Cursor{v.ReportedAt, uint64(v.ID)}
			}
			if len(list) < everyPage {
				return
			}
		}
	}
}

// LookCounts is at how many places each search has looked.
func (s *Store) LookCounts(ctx context.Context, ids []tracking.MissingCaseID) (map[tracking.MissingCaseID]int, error) {
	counts := map[tracking.MissingCaseID]int{}
	if len(ids) == 0 {
		return counts, nil
	}
	var rows []struct {
		CaseID tracking.MissingCaseID
		N      int
	}
	err := s.db(ctx).Raw("SELECT case_id, COUNT(DISTINCT location_id) AS n FROM missing_searches WHERE case_id IN ? GROUP BY case_id", ids).Scan(&rows).Error
	for _, r := range rows {
		counts[r.CaseID] = r.N
	}
	return counts, translate(err)
}

// StandIn is the folder that was made in place of another and is still in use.
func (s *Store) StandIn(ctx context.Context, f tracking.FolderID) (w tracking.Whereabouts, found bool, err error) {
	list, err := s.folders(ctx, s.db(ctx).Where("stands_for_id = ? AND status IN ('active', 'closed')", f).Limit(1))
	if err != nil || len(list) == 0 {
		return w, false, err
	}
	return list[0], true, nil
}

// UrgentCases are the searches that cannot wait, by when the folder is needed.
func (s *Store) UrgentCases(ctx context.Context, library *tracking.Location, limit int) ([]tracking.MissingCaseView, error) {
	q := s.db(ctx).Table("missing_cases c").Select("c.*").Where("c.open = ? AND c.urgent = ?", true, true)
	if library != nil {
		q = q.Joins("JOIN folders f ON f.id = c.folder_id JOIN locations home ON home.id = f.home_id").Where("home.path LIKE ?", library.Path+"%")
	}
	return s.cases(ctx, q.Order("c.needed_by, c.id").Limit(limit))
}

// RegisterCounts is how the searches stand that were reported in a time.
func (s *Store) RegisterCounts(ctx context.Context, from, to time.Time) (map[tracking.SearchState]int64, error) {
	var rows []struct {
		State tracking.SearchState
		N     int64
	}
	err := s.db(ctx).Raw("SELECT state, COUNT(*) AS n FROM missing_cases WHERE reported_at >= ? AND reported_at < ? GROUP BY state", from, to).Scan(&rows).Error
	counts := map[tracking.SearchState]int64{}
	for _, r := range rows {
		counts[r.State] = r.N
	}
	return counts, translate(err)
}
