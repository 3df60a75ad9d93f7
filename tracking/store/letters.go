package store

import (
	"context"
	"time"

	"casenotes/tracking"
)

// LetterView is a letter with the holder it goes to.
type LetterView struct {
	tracking.Chase
	Holder tracking.Location
}

// Letter is one letter with the folders that it names.
func (s *Store) Letter(ctx context.Context, id tracking.ChaseID) (l LetterView, lines []tracking.ChasedFolder, found bool, err error) {
	c, found, err := one[tracking.Chase](s.db(ctx).Where("id = ?", id))
	if err != nil || !found {
		return l, nil, found, translate(err)
	}
	views, err := s.letterViews(ctx, []tracking.Chase{c})
	if err != nil {
		return l, nil, false, err
	}
	err = s.db(ctx).Where("chase_id = ? AND left_at IS NULL", id).Order("due_at, folder_id").Find(&lines).Error
	return views[0], lines, true, translate(err)
}

// OpenLetters are those that are not over yet, the oldest first.
func (s *Store) OpenLetters(ctx context.Context, limit int) ([]LetterView, error) {
	var list []tracking.Chase
	if err := s.db(ctx).Omit("body").Where("open = ?", true).Order("id").Limit(limit).Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	return s.letterViews(ctx, list)
}

// LettersTo are the chases of a holder, the newest first, before a certain one where it is not 0.
func (s *Store) LettersTo(ctx context.Context, holder tracking.LocationID, before tracking.ChaseID, limit int) ([]LetterView, error) {
	q := s.db(ctx).Omit("body").Where("holder_id = ?", holder)
	if before != 0 {
		q = q.Where("id < ?", before)
	}
	var list []tracking.Chase
	if err := q.Order("id DESC").Limit(limit).Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	return s.letterViews(ctx, list)
}

func (s *Store) letterViews(ctx context.Context, list []tracking.Chase) ([]LetterView, error) {
	var ids []tracking.LocationID
	for _, c := range list {
		ids = append(ids, c.HolderID)
	}
	places, err := byID(s.db(ctx), ids, func(p tracking.Location) tracking.LocationID { return p.ID })
	views := make([]LetterView, len(list))
	for i, c := range list {
		views[i] = LetterView{c, places[c.HolderID]}
	}
	return views, translate(err)
}

// LetterTexts are the letters whose words the site has changed.
func (s *Store) LetterTexts(ctx context.Context) (list []tracking.LetterText, err error) {
	return list, translate(s.db(ctx).Find(&list).Error)
}

// ChaseHolders are how chasing stands with holders, by location.
func (s *Store) ChaseHolders(ctx context.Context, ids []tracking.LocationID) (map[tracking.LocationID]tracking.ChaseHolder, error) {
	var list []tracking.ChaseHolder
	q := s.db(ctx)
	if len(ids) <= perStatement {
		q = q.Where("location_id IN ?", ids)
	}
	err := q.Find(&list).Error
	holders := map[tracking.LocationID]tracking.ChaseHolder{}
	for _, h := range list {
		holders[h.LocationID] = h
	}
	return holders, translate(err)
}

// LastChases are the newest chases of holders that were sent or made, by location.
func (s *Store) LastChases(ctx context.Context, ids []tracking.LocationID) (map[tracking.LocationID]tracking.Chase, error) {
	last := map[tracking.LocationID]tracking.Chase{}
	if len(ids) == 0 {
		return last, nil
	}
	var list []tracking.Chase
	err := s.db(ctx).Omit("body").Where("id IN (?)", s.db(ctx).Table("chases").Select("MAX(id)").Where("holder_id IN ?", ids).Group("holder_id")).Find(&list).Error
	for _, c := range list {
		last[c.HolderID] = c
	}
	return last, translate(err)
}

// WantedAt counts the overdue folders at holders that somebody else waits for.
func (s *Store) WantedAt(ctx context.Context, ids []tracking.LocationID, now time.Time) (map[tracking.LocationID]int64, error) {
	wanted := map[tracking.LocationID]int64{}
	if len(ids) == 0 {
		return wanted, nil
	}
	var list []struct {
		LocationID tracking.LocationID
		N          int64
	}
	err := s.db(ctx).Raw(`SELECT f.location_id, COUNT(DISTINCT f.id) AS n FROM requests r JOIN folders f ON f.id = r.folder_id
		WHERE r.open = ? AND f.due_at <= ? AND f.location_id IN ? AND r.location_id <> f.location_id GROUP BY f.location_id`, true, now, ids).Scan(&list).Error
	for _, row := range list {
		wanted[row.LocationID] = row.N
	}
	return wanted, translate(err)
}

// ChasedHere is what was done about overdue folders at a holder so far: how many letters, when the last, and whether it is disputed.
func (s *Store) ChasedHere(ctx context.Context, holder tracking.LocationID, folders []tracking.Whereabouts) (map[tracking.FolderID]tracking.Chased, error) {
	t := tx{s.db(ctx)}
	var ids []tracking.FolderID
	for _, f := range folders {
		ids = append(ids, f.ID)
	}
	before, err := t.ChasedBefore(holder, ids)
	if err != nil {
		return nil, translate(err)
	}
	open, err := t.OpenAlerts(ids)
	if err != nil {
		return nil, translate(err)
	}
	done := map[tracking.FolderID]tracking.Chased{}
	for _, f := range folders {
		done[f.ID] = tracking.ChasedSoFar(f.Folder, before[f.ID], open)
	}
	return done, nil
}
