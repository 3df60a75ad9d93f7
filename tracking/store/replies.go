package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
)

// Reply is the answer to a write that carried an Idempotency-Key. Status is 0 until it is known.
type Reply struct {
	Actor, ReplyKey, Fingerprint string
	Status                       int
	ContentType                  string
	Body                         []byte
	CreatedAt                    time.Time
}

const replyLife = 24 * time.Hour

// ClaimReply takes a key for a request about to run: first is true, or the earlier answer under that key comes back. A claim whose
// process died is free again after a minute.
func (s *Store) ClaimReply(ctx context.Context, r Reply) (earlier Reply, first bool, err error) {
	db := s.write.WithContext(ctx)
	err = db.Exec("DELETE FROM replies WHERE created_at < ? OR (actor = ? AND reply_key = ? AND status = 0 AND created_at < ?)",
		r.CreatedAt.Add(-replyLife), r.Actor, r.ReplyKey, r.CreatedAt.Add(-time.Minute)).Error
	if err != nil {
		return earlier, false, translate(err)
	}
	err = db.Create(&r).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		earlier, _, err = one[Reply](db.Where("actor = ? AND reply_key = ?", r.Actor, r.ReplyKey))
		return earlier, false, translate(err)
	}
	return earlier, err == nil, translate(err)
}

// KeepReply keeps the answer. One that says we broke is forgotten, so that the request can be made again.
func (s *Store) KeepReply(ctx context.Context, r Reply) error {
	db := s.write.WithContext(context.WithoutCancel(ctx)).Where("actor = ? AND reply_key = ?", r.Actor, r.ReplyKey)
	if r.Status >= 500 {
		return translate(db.Delete(&Reply{}).Error)
	}
	return translate(db.Model(&Reply{}).Select("status", "content_type", "body").Updates(r).Error)
}
