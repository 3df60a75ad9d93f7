package store

import (
	"context"
	"time"

	"casenotes/tracking"
)

// Route is the folders that travel from one location to another.
type Route struct {
	From, To tracking.Location
	Folders  int64
	Oldest   time.Time // when the one was sent that has travelled longest
	TooLong  int64     // how many of them somebody should look for
}

// Routes lists what travels, the longest travelling first. It reads indexes folders_by_custody and alerts_of_folder.
func (s *Store) Routes(ctx context.Context, limit int) ([]Route, error) {
	var rows []struct {
		LocationID, ToID tracking.LocationID
		Folders, TooLong int64
		Oldest           flexTime
	}
	err := s.db(ctx).Raw("SELECT f.location_id, f.to_id, COUNT(*) AS folders, MIN(f.since) AS oldest, COUNT(a.id) AS too_long FROM folders f "+
		"LEFT JOIN alerts a ON a.folder_id = f.id AND a.open = ? AND a.kind = ? WHERE f.custody = ? GROUP BY f.location_id, f.to_id ORDER BY oldest, f.location_id, f.to_id LIMIT ?",
		true, tracking.TransitAlert, tracking.InTransit, limit).Scan(&rows).Error
	if err != nil {
		return nil, translate(err)
	}
	var ids []tracking.LocationID
	for _, r := range rows {
		ids = append(ids, r.LocationID, r.ToID)
	}
	places, err := s.LocationsByID(ctx, distinct(ids))
	list := make([]Route, len(rows))
	for i, r := range rows {
		list[i] = Route{places[r.LocationID], places[r.ToID], r.Folders, r.Oldest.Time, r.TooLong}
	}
	return list, err
}

// Travelling lists folders on their way, the longest travelling first. It reads index folders_by_custody.
func (s *Store) Travelling(ctx context.Context, after Cursor, limit int) ([]tracking.Whereabouts, error) {
	q := s.db(ctx).Where("custody = ?", tracking.InTransit)
	if !after.At.IsZero() {
		q = q.Where("(since > ? OR (since = ? AND id > ?))", after.At, after.At, after.ID)
	}
	return s.folders(ctx, q.Order("since, id").Limit(limit))
}

// AlertSum is the open alerts of one kind.
type AlertSum struct {
	Kind      tracking.AlertKind
	N, Unseen int64
	Oldest    time.Time
}

// AlertSums counts the open alerts by kind. It reads index alerts_open.
func (s *Store) AlertSums(ctx context.Context) ([]AlertSum, error) {
	var rows []struct {
		Kind      tracking.AlertKind
		N, Unseen int64
		Oldest    flexTime
	}
	err := s.db(ctx).Raw("SELECT kind, COUNT(*) AS n, COUNT(*) - COUNT(acknowledged_at) AS unseen, MIN(opened_at) AS oldest FROM alerts WHERE open = ? GROUP BY kind", true).Scan(&rows).Error
	list := make([]AlertSum, len(rows))
	for i, r := range rows {
		list[i] = AlertSum{r.Kind, r.N, r.Unseen, r.Oldest.Time}
	}
	return list, translate(err)
}

// SearchSum is the open searches for folders that were at one place last and that one place needs.
type SearchSum struct {
	Last     tracking.Location
	NeededAt *tracking.Location
	NeededBy *time.Time // the earliest
	Folders  int64
	Oldest   time.Time // when the first of them was reported
	Level    tracking.SearchLevel
}

// SearchSums counts the open searches: what somebody needs soonest, then what has been missing longest. It reads index missing_cases_open.
func (s *Store) SearchSums(ctx context.Context, limit int) ([]SearchSum, error) {
	var rows []struct {
		LastID           tracking.LocationID
		NeededAtID       *tracking.LocationID
		NeededBy, Oldest flexTime
		Folders          int64
		Level            tracking.SearchLevel
	}
	err := s.db(ctx).Raw("SELECT last_id, needed_at_id, MIN(needed_by) AS needed_by, COUNT(*) AS folders, MIN(reported_at) AS oldest, MAX(level) AS level FROM missing_cases WHERE open = ? "+
		"GROUP BY last_id, needed_at_id ORDER BY MIN(needed_by) IS NULL, needed_by, oldest, last_id LIMIT ?", true, limit).Scan(&rows).Error
	if err != nil {
		return nil, translate(err)
	}
	var ids []tracking.LocationID
	for _, r := range rows {
		if ids = append(ids, r.LastID); r.NeededAtID != nil {
			ids = append(ids, *r.NeededAtID)
		}
	}
	places, err := s.LocationsByID(ctx, distinct(ids))
	list := make([]SearchSum, len(rows))
	for i, r := range rows {
		list[i] = SearchSum{Last: places[r.LastID], Folders: r.Folders, Oldest: r.Oldest.Time, Level: r.Level}
		if r.NeededAtID != nil {
			p := places[*r.NeededAtID]
			list[i].NeededAt = &p
		}
		if !r.NeededBy.IsZero() {
			by := r.NeededBy.Time
			list[i].NeededBy = &by
		}
	}
	return list, err
}
