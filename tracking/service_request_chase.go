package tracking

import (
	"context"
	"time"
)

// chaseAgain is how long the library has before it is asked again: a request that shouts all day is not heard.
const chaseAgain = time.Hour

// ChaseRequest asks the library for a folder once more. What is said, and when, stands in the request's history and on the library's list.
func (s *Service) ChaseRequest(ctx context.Context, actor Actor, id RequestID, version int64, why string) (RequestView, error) {
	if err := actor.must(MayRequest); err != nil {
		return RequestView{}, err
	}
	why, err := sentence(why, "Say what the library should know.")
	if err != nil {
		return RequestView{}, err
	}
	return s.onRequest(ctx, actor, "request.chase", id, version, func(l *ledger, f *Folder, q *Request) error {
		switch {
		case !q.State.Open():
			return ErrRequestEnded
		case q.ChasedAt != nil && l.now.Sub(*q.ChasedAt) < chaseAgain:
			return &Error{Kind: Conflict, Code: "chased", Text: "The library was asked for it at " + l.rules.Calendar.Local(*q.ChasedAt).Format("15:04") + ". Telephone it, or ask again after an hour."}
		}
		q.ChasedAt = &l.now
		l.note(q, "chased", actor.Name, why, nil)
		return nil
	})
}
