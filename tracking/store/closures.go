package store

import (
	"context"
	"time"

	"casenotes/tracking"
)

func (t *tx) Closures() (list []tracking.Closure, err error) {
	return list, t.db.Where("open = ?", true).Order("day").Find(&list).Error
}

func (t *tx) LockClosures() (list []tracking.Closure, err error) {
	return list, t.db.Clauses(forUpdate).Where("open = ?", true).Order("day").Find(&list).Error
}

func (t *tx) LockClosureToMove(now time.Time) (tracking.Closure, bool, error) {
	return one[tracking.Closure](t.db.Clauses(forUpdate).Where("next_at <= ?", now).Order("next_at, id"))
}

func (t *tx) AddClosures(rows []tracking.Closure) error { return add(t.db, rows) }

func (t *tx) UpdateClosure(c tracking.Closure) error {
	return change{table: "closures", columns: []string{"open", "cancelled_at", "cancelled_by", "next_at", "after_id", "passes", "moved"}, ids: []any{c.ID},
		values: [][]any{{c.Open, c.CancelledAt, c.CancelledBy, c.NextAt, c.AfterID, c.Passes, c.Moved}}}.run(t.db)
}

// FoldersDueAfter walks the folders by id: their dates move under it.
func (t *tx) FoldersDueAfter(day time.Time, after tracking.FolderID, limit int) (ids []tracking.FolderID, err error) {
	return ids, t.db.Table("folders").Where("id > ? AND due_at >= ?", after, day).Order("id").Limit(limit).Pluck("id", &ids).Error
}

// Closures are the days on which the library is closed besides bank holidays, from a day on, the nearest first.
func (s *Store) Closures(ctx context.Context, from int) (list []tracking.Closure, err error) {
	return list, translate(s.db(ctx).Where("open = ? AND day >= ?", true, from).Order("day").Limit(400).Find(&list).Error)
}
