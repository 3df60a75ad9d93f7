package store

import (
	"context"

	"casenotes/tracking"
)

func (t *tx) User(name string) (tracking.User, bool, error) {
	return one[tracking.User](t.db.Where("name IN ?", askable(name)))
}

func (t *tx) Users(names []string) (list []tracking.User, err error) {
	return list, t.db.Where("name IN ?", askable(names...)).Order("id").Find(&list).Error
}

func (t *tx) AddUser(u tracking.User) error { return t.db.Create(&u).Error }

func (t *tx) UpdateUser(u tracking.User) error {
	return change{table: "users", columns: []string{"role", "password_hash", "disabled_at"}, ids: []any{u.ID},
		values: [][]any{{u.Role, u.PasswordHash, u.DisabledAt}}}.run(t.db)
}

func (t *tx) AddToken(k tracking.Token) error { return t.db.Create(&k).Error }

func (t *tx) AddAudit(rows []tracking.AuditEntry) error { return add(t.db.Table("audit"), rows) }

// User is the person who signs in under that name.
func (s *Store) User(ctx context.Context, name string) (tracking.User, bool, error) {
	u, found, err := one[tracking.User](s.db(ctx).Where("name IN ?", askable(name)))
	return u, found, translate(err)
}

// Users lists everybody who can or could sign in.
func (s *Store) Users(ctx context.Context) (list []tracking.User, err error) {
	return list, translate(s.db(ctx).Order("name").Find(&list).Error)
}

// TokenByHash is the token with that hash, revoked or not.
func (s *Store) TokenByHash(ctx context.Context, hash string) (tracking.Token, bool, error) {
	k, found, err := one[tracking.Token](s.db(ctx).Where("hash = ?", hash))
	return k, found, translate(err)
}
