package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"casenotes/tracking"
)

func (t *tx) LockDigest(user string) (tracking.Digest, bool, error) {
	return one[tracking.Digest](t.db.Clauses(forUpdate).Where("user_name = ?", user))
}

func (t *tx) LockDigestsDue(now time.Time, limit int) (list []tracking.Digest, err error) {
	return list, t.db.Clauses(forUpdate).Where("next_at <= ?", now).Order("next_at").Limit(limit).Find(&list).Error
}

func (t *tx) PutDigest(d tracking.Digest) error {
	return t.db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "user_name"}},
		DoUpdates: clause.AssignmentColumns([]string{"address", "library_id", "next_at", "tries", "problem", "sent_at"})}).Create(&d).Error
}

func (t *tx) DropDigest(user string) error {
	return t.db.Where("user_name = ?", user).Delete(&tracking.Digest{}).Error
}

// DigestOf is the digest that somebody wants.
func (s *Store) DigestOf(ctx context.Context, user string) (d tracking.Digest, found bool, err error) {
	d, found, err = one[tracking.Digest](s.db(ctx).Where("user_name = ?", user))
	return d, found, translate(err)
}

// LocationByID is one location.
func (s *Store) LocationByID(ctx context.Context, id tracking.LocationID) (p tracking.Location, found bool, err error) {
	p, found, err = one[tracking.Location](s.db(ctx).Where("id = ?", id))
	return p, found, translate(err)
}
