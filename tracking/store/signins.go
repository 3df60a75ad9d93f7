package store

import (
	"context"
	"time"
)

// SignIns keeps browsers' sessions for the session manager, which hands over only hashes of their cookies.
type SignIns struct {
	DB  *Store
	Now func() time.Time
}

type signIn struct {
	Token     string
	Data      []byte
	ExpiresAt time.Time
}

// FindCtx reads a session that has not ended.
func (s SignIns) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	row, found, err := one[signIn](s.DB.db(ctx).Where("token = ? AND expires_at > ?", token, s.Now().UTC()))
	return row.Data, found, translate(err)
}

// CommitCtx keeps a session, and forgets those that have ended. The session manager and the browser's cookie go by the machine's
// own clock, everything here by ours, so the end is kept as what is left of the session from now on.
func (s SignIns) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	db, now := s.DB.write.WithContext(ctx), s.Now().UTC()
	var ended []string
	if err := db.Table("sign_ins").Where("expires_at <= ?", now).Limit(100).Pluck("token", &ended).Error; err != nil {
		return translate(err)
	}
	if len(ended) > 0 { // by their keys: to look for their times would lock those that go on
		if err := db.Exec("DELETE FROM sign_ins WHERE token IN ?", ended).Error; err != nil {
			return translate(err)
		}
	}
	// In one statement: a browser may ask for two pages at once.
	return translate(keep(db, "sign_ins", []string{"token"}, map[string]any{"token": token, "data": data, "expires_at": now.Add(time.Until(expiry))}))
}

// DeleteCtx ends a session.
func (s SignIns) DeleteCtx(ctx context.Context, token string) error {
	return translate(s.DB.write.WithContext(ctx).Exec("DELETE FROM sign_ins WHERE token = ?", token).Error)
}

// Find is FindCtx for the session manager's older interface, which it asks for but does not use.
func (s SignIns) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s SignIns) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s SignIns) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
