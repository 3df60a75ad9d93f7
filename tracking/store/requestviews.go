package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"casenotes/tracking"
)

// requests reads a page of requests with their folders and places.
func (s *Store) requests(ctx context.Context, q *gorm.DB) ([]tracking.RequestView, error) {
	var list []tracking.Request
	if err := q.Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	return s.requestViews(ctx, list)
}

// requestViews adds folders, patients and places to requests: a few statements, however many there are.
func (s *Store) requestViews(ctx context.Context, list []tracking.Request) ([]tracking.RequestView, error) {
	var folderIDs []tracking.FolderID
	var placeIDs []tracking.LocationID
	for _, q := range list {
		folderIDs, placeIDs = append(folderIDs, q.FolderID), append(placeIDs, q.LocationID)
	}
	found, err := byID(s.db(ctx), folderIDs, func(f tracking.Folder) tracking.FolderID { return f.ID })
	if err != nil {
		return nil, translate(err)
	}
	folders := make([]tracking.Folder, 0, len(found))
	for _, f := range found {
		folders = append(folders, f)
	}
	whereabouts, err := s.whereabouts(ctx, folders)
	if err != nil {
		return nil, err
	}
	byFolder := map[tracking.FolderID]tracking.Whereabouts{}
	for _, w := range whereabouts {
		byFolder[w.ID] = w
		placeIDs = append(placeIDs, w.Home.Around()...)
	}
	places, err := byID(s.db(ctx), placeIDs, func(p tracking.Location) tracking.LocationID { return p.ID })
	views := make([]tracking.RequestView, len(list))
	for i, q := range list {
		w := byFolder[q.FolderID]
		views[i] = tracking.RequestView{Request: q, Folder: w, Location: places[q.LocationID], Library: tracking.LibraryOf(w.Home, places)}
	}
	return views, translate(err)
}

// requestsChangedSince is ChangedSince for requests.
func (s *Store) requestsChangedSince(ctx context.Context, t time.Time, limit int, fresh func([]tracking.Event) []tracking.Event) (events []tracking.Event, err error) {
	var changed []tracking.Request
	if err := s.db(ctx).Where("changed_at >= ?", t).Order("changed_at").Limit(limit).Find(&changed).Error; err != nil {
		return nil, translate(err)
	}
	for _, q := range changed {
		events = append(events, tracking.Event{Request: &tracking.RequestView{Request: q}})
	}
	changed = changed[:0]
	for _, e := range fresh(events) {
		changed = append(changed, e.Request.Request)
	}
	views, err := s.requestViews(ctx, changed)
	events = events[:0]
	for i := range views {
		events = append(events, tracking.Event{Request: &views[i]})
	}
	return events, err
}
