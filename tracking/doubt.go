package tracking

import "context"

// diedDoubt is why a request must be confirmed whose patient has died.
const diedDoubt = "The patient has died. Say whether the notes are still needed."

// doubtful says whether a request makes no sense any more when the patient has died: it is for seeing them.
func (r RequestReason) doubtful() bool { return r == ForClinic || r == ForAdmission }

// doubt lets the open requests for folders wait for somebody to say whether they stand, or takes that back.
func (l *ledger) doubt(folders []FolderID, died bool) {
	for _, id := range folders {
		for _, q := range l.book.requests[id] {
			switch {
			case !q.State.Open() || !q.Reason.doubtful():
			case died && q.Doubt == "":
				q.Doubt = diedDoubt
				l.note(q, "doubted", Timer.Name, "Somebody must say whether it still stands.", nil)
			case !died && q.Doubt == diedDoubt:
				q.Doubt = ""
				l.note(q, "confirmed", Timer.Name, "It stands again.", nil)
			}
		}
	}
}

// ConfirmRequest says that a request stands all the same.
func (s *Service) ConfirmRequest(ctx context.Context, actor Actor, id RequestID, version int64) (RequestView, error) {
	if err := actor.must(MayRequest); err != nil {
		return RequestView{}, err
	}
	return s.onRequest(ctx, actor, "request.confirm", id, version, func(l *ledger, f *Folder, q *Request) error {
		if !q.State.Open() {
			return ErrRequestEnded
		}
		if q.Doubt != "" {
			q.Doubt = ""
			l.note(q, "confirmed", actor.Name, "Still needed.", nil)
		}
		return nil
	})
}
