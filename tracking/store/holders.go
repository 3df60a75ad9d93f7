package store

import (
	"context"

	"casenotes/tracking"
)

// OpenLetter is how a letter stands that is not over yet.
type OpenLetter struct {
	HolderID tracking.LocationID
	Kind     tracking.ChaseKind
	Way      tracking.ChaseWay
	State    tracking.ChaseState
}

// OpenByHolder are the reminders that are not over yet, by holder.
func (s *Store) OpenByHolder(ctx context.Context) (map[tracking.LocationID]OpenLetter, error) {
	var list []OpenLetter
	err := s.db(ctx).Table("chases").Select("holder_id", "kind", "way", "state").Where("open = ? AND kind = ?", true, tracking.Reminder).Find(&list).Error
	open := map[tracking.LocationID]OpenLetter{}
	for _, l := range list {
		open[l.HolderID] = l
	}
	return open, translate(err)
}

// LettersToSee counts the letters that wait for a person: to be printed, being printed, or of which somebody must say what became.
func (s *Store) LettersToSee(ctx context.Context) (n int64, err error) {
	return n, translate(s.db(ctx).Table("chases").Where("open = ? AND (state IN ? OR (way = ? AND state IN ?))", true, []tracking.ChaseState{tracking.ChaseUnsure, tracking.ChaseFailed},
		tracking.ByPaper, []tracking.ChaseState{tracking.ChaseWaiting, tracking.ChaseSending}).Count(&n).Error)
}

// BeingPrinted are the letters that somebody is printing, with their folders, the oldest first.
func (s *Store) BeingPrinted(ctx context.Context, by string) ([]LetterView, map[tracking.ChaseID][]tracking.ChasedFolder, error) {
	var list []tracking.Chase
	if err := s.db(ctx).Where("open = ? AND state = ? AND way = ? AND state_by = ?", true, tracking.ChaseSending, tracking.ByPaper, by).Order("id").Limit(tracking.MaxChosen).Find(&list).Error; err != nil {
		return nil, nil, translate(err)
	}
	views, err := s.letterViews(ctx, list)
	if err != nil || len(list) == 0 {
		return views, nil, err
	}
	var ids []tracking.ChaseID
	for _, c := range list {
		ids = append(ids, c.ID)
	}
	var folders []tracking.ChasedFolder
	if err := s.db(ctx).Where("chase_id IN ? AND left_at IS NULL", ids).Order("chase_id, due_at, folder_id").Find(&folders).Error; err != nil {
		return nil, nil, translate(err)
	}
	lines := map[tracking.ChaseID][]tracking.ChasedFolder{}
	for _, f := range folders {
		lines[f.ChaseID] = append(lines[f.ChaseID], f)
	}
	return views, lines, nil
}
