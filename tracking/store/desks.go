package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"casenotes/tracking"
)

func (t *tx) UserByID(id uint64) (tracking.User, bool, error) {
	return one[tracking.User](t.db.Where("id = ?", id))
}

func (t *tx) AddBadge(b tracking.Badge) error { return t.db.Create(&b).Error }

func (t *tx) RetireBadge(user uint64, at time.Time) (bool, error) {
	done := t.db.Exec("UPDATE badges SET current_of = NULL, retired_at = ? WHERE current_of = ?", at, user)
	return done.RowsAffected > 0, done.Error
}

// keep inserts a row, or changes the named columns of the one that has its key.
func keep(db *gorm.DB, table string, keys []string, columns map[string]any) error {
	on := clause.OnConflict{}
	for _, k := range keys {
		on.Columns = append(on.Columns, clause.Column{Name: k})
	}
	var changed []string
	for name := range columns {
		if !slices.Contains(keys, name) {
			changed = append(changed, name)
		}
	}
	on.DoUpdates = clause.AssignmentColumns(changed)
	return db.Table(table).Clauses(on).Create(columns).Error
}

func (t *tx) KeepPIN(user uint64, hash string, at time.Time) error {
	return keep(t.db, "quick_sign_ins", []string{"user_id"}, map[string]any{"user_id": user, "pin_hash": hash, "pin_set_at": at})
}

func (t *tx) KeepSignIn(user uint64, at time.Time, full bool) error {
	columns := map[string]any{"user_id": user, "last_at": at}
	if full {
		columns["full_at"] = at
	}
	return keep(t.db, "quick_sign_ins", []string{"user_id"}, columns)
}

func (t *tx) AddSitting(s tracking.Sitting) (tracking.Sitting, error) {
	err := t.db.Create(&s).Error
	return s, err
}

func (t *tx) LockSitting(id uint64) (tracking.Sitting, bool, error) {
	return one[tracking.Sitting](t.db.Clauses(forUpdate).Where("id = ?", id))
}

func (t *tx) UpdateSitting(s tracking.Sitting) error {
	return change{table: "sittings", columns: []string{"device_id", "kind", "full_at", "used_at", "locked_at", "ended_at"}, ids: []any{s.ID},
		values: [][]any{{s.DeviceID, s.Kind, s.FullAt, s.UsedAt, s.LockedAt, s.EndedAt}}}.run(t.db)
}

func (t *tx) DropSittings(before time.Time) error {
	return t.db.Exec("DELETE FROM sittings WHERE full_at < ?", before).Error
}

// CountPIN changes the row only where a try is left, so that two processes cannot both take the last one.
func (t *tx) CountPIN(device tracking.DeviceID, user uint64) (bool, error) {
	if counted, err := t.countPIN(device, user); counted || err != nil {
		return counted, err
	}
	err := t.db.Exec("INSERT INTO desk_users (device_id, user_id, wrong_pins) VALUES (?, ?, 1)", device, user).Error
	if !errors.Is(err, gorm.ErrDuplicatedKey) {
		return err == nil, err
	}
	return t.countPIN(device, user) // another process was first, or there is no try left
}

func (t *tx) countPIN(device tracking.DeviceID, user uint64) (bool, error) {
	done := t.db.Exec("UPDATE desk_users SET wrong_pins = wrong_pins + 1 WHERE device_id = ? AND user_id = ? AND wrong_pins < ?", device, user, tracking.MaxWrongPINs)
	return done.RowsAffected == 1, done.Error
}

func (t *tx) KeepDeskUser(device tracking.DeviceID, user uint64, at time.Time) error {
	return keep(t.db, "desk_users", []string{"device_id", "user_id"},
		map[string]any{"device_id": device, "user_id": user, "last_at": at, "wrong_pins": 0})
}

func (t *tx) ForgivePINs(user uint64) error {
	return t.db.Exec("UPDATE desk_users SET wrong_pins = 0 WHERE user_id = ?", user).Error
}

// Seat is a sitting and who sits there.
type Seat struct {
	tracking.Sitting
	User tracking.User
}

// Seat is the sitting with that id, whatever may be done with it now.
func (s *Store) Seat(ctx context.Context, id uint64) (seat Seat, found bool, err error) {
	seat.Sitting, found, err = one[tracking.Sitting](s.db(ctx).Where("id = ?", id))
	if err != nil || !found {
		return seat, false, translate(err)
	}
	seat.User, found, err = one[tracking.User](s.db(ctx).Where("id = ?", seat.UserID))
	return seat, found, translate(err)
}

// UserByBadge is whose badge that is, while the badge counts.
func (s *Store) UserByBadge(ctx context.Context, code string) (u tracking.User, found bool, err error) {
	b, found, err := one[tracking.Badge](s.db(ctx).Where("code IN ? AND current_of IS NOT NULL", askable(code)))
	if err != nil || !found {
		return u, false, translate(err)
	}
	u, found, err = one[tracking.User](s.db(ctx).Where("id = ?", b.UserID))
	return u, found, translate(err)
}

// Quick is what signing in by PIN depends on; nothing but the id for somebody who has never set one or signed in.
func (s *Store) Quick(ctx context.Context, user uint64) (tracking.Quick, error) {
	row, _, err := one[tracking.Quick](s.db(ctx).Table("quick_sign_ins").Where("user_id = ?", user))
	row.UserID = user
	return row, translate(err)
}

// LastUsers are the names of those who used a device last and can still sign in.
func (s *Store) LastUsers(ctx context.Context, device tracking.DeviceID, limit int) (names []string, err error) {
	err = s.db(ctx).Table("desk_users d").Select("u.name").Joins("JOIN users u ON u.id = d.user_id").
		Where("d.device_id = ? AND d.last_at IS NOT NULL AND u.disabled_at IS NULL", device).Order("d.last_at DESC").Limit(limit).Scan(&names).Error
	return names, translate(err)
}

// Person is a user with what an administrator wants to know of how they sign in.
type Person struct {
	tracking.User
	Badge    string // the code of the badge that counts; empty for none
	PINSetAt *time.Time
	LastAt   *time.Time
}

const people = `SELECT u.*, COALESCE(b.code, '') AS badge, q.pin_set_at, q.last_at FROM users u
	LEFT JOIN badges b ON b.current_of = u.id LEFT JOIN quick_sign_ins q ON q.user_id = u.id`

// People lists everybody who can or could sign in, in the order of their names. It reads users by users_name and the rest by key.
func (s *Store) People(ctx context.Context, after string, limit int) (list []Person, err error) {
	return list, translate(s.db(ctx).Raw(people+" WHERE u.name > ? ORDER BY u.name LIMIT ?", after, limit).Scan(&list).Error)
}

// Person is one of them.
func (s *Store) Person(ctx context.Context, name string) (p Person, found bool, err error) {
	var list []Person
	names := askable(name)
	if len(names) == 0 {
		return p, false, nil
	}
	err = s.db(ctx).Raw(people+" WHERE u.name = ?", names[0]).Scan(&list).Error
	if err != nil || len(list) == 0 {
		return p, false, translate(err)
	}
	return list[0], true, nil
}
