package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"casenotes/tracking"
)

// pullPrint is a tracking.PullPrint as its table has it: the lines are read and written together.
type pullPrint struct {
	ID         uint64
	LocationID tracking.LocationID
	List       string
	Paper      string
	PrintedBy  string
	PrintedAt  time.Time
}

func (pullPrint) TableName() string { return "pull_prints" }

func (p pullPrint) read() (tracking.PullPrint, error) {
	out := tracking.PullPrint{ID: p.ID, LocationID: p.LocationID, List: p.List, PrintedBy: p.PrintedBy, PrintedAt: p.PrintedAt}
	if err := json.Unmarshal([]byte(p.Paper), &out.Lines); err != nil {
		return out, fmt.Errorf("read the lines of pull print %d: %w", p.ID, err)
	}
	return out, nil
}

func (t *tx) AddPullPrint(p tracking.PullPrint) (id uint64, err error) {
	paper, err := json.Marshal(p.Lines)
	if err != nil {
		return 0, err
	}
	row := pullPrint{LocationID: p.LocationID, List: p.List, Paper: string(paper), PrintedBy: p.PrintedBy, PrintedAt: p.PrintedAt}
	err = t.db.Create(&row).Error
	return row.ID, err
}

func (t *tx) ForgetPullPrints(before time.Time) error {
	return t.db.Where("printed_at < ?", before).Delete(&pullPrint{}).Error
}

// PullPrints are the prints of a library's list, oldest first.
func (s *Store) PullPrints(ctx context.Context, library tracking.LocationID, list string) (prints []tracking.PullPrint, err error) {
	var rows []pullPrint
	if err := s.db(ctx).Where("location_id = ? AND list = ?", library, list).Order("id").Limit(1000).Find(&rows).Error; err != nil {
		return nil, translate(err)
	}
	for _, row := range rows {
		p, err := row.read()
		if err != nil {
			return nil, err
		}
		prints = append(prints, p)
	}
	return prints, nil
}

// PullPrint is one print of a library's list.
func (s *Store) PullPrint(ctx context.Context, library tracking.LocationID, id uint64) (p tracking.PullPrint, found bool, err error) {
	row, found, err := one[pullPrint](s.db(ctx).Where("id = ? AND location_id = ?", id, library))
	if err != nil || !found {
		return p, false, translate(err)
	}
	p, err = row.read()
	return p, err == nil, err
}

// AlsoWanted is who else waits for the folders of requests on the day of each.
func (s *Store) AlsoWanted(ctx context.Context, list []tracking.RequestView) (map[tracking.RequestID][]tracking.RequestView, error) {
	others, err := s.othersThatDay(ctx, list)
	also := map[tracking.RequestID][]tracking.RequestView{}
	for _, v := range list {
		also[v.ID] = thatDay(v, others[v.FolderID])
	}
	return also, err
}
