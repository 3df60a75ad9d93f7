package tracking

import (
	"context"
	"errors"
	"fmt"

	"casenotes/tracking/calendar"
)

// maxExtension is how many days ahead a folder may be let stay out.
const maxExtension = 366

// Extended is what became of one folder that was to stay out longer. Err says why not.
type Extended struct {
	Code  string
	Where Whereabouts
	Err   error
}

// Extend lets folders stay out until the end of a day, with a reason. A hand-over does not end it; coming home does. One that cannot
// be extended does not stop the others.
func (s *Service) Extend(ctx context.Context, actor Actor, codes []string, until calendar.Day, reason string) ([]Extended, error) {
	if err := actor.must(MayChase); err != nil {
		return nil, err
	}
	reason, err := sentence(reason, "Say why it may stay out longer.")
	if err != nil {
		return nil, err
	}
	today := s.rules.Calendar.Day(s.now())
	switch {
	case len(codes) == 0:
		return nil, invalid("nothing_chosen", "Choose the folders first.")
	case len(codes) > MaxChosen:
		return nil, invalid("too_many", fmt.Sprintf("Choose %d folders at most.", MaxChosen))
	case until < today:
		return nil, invalid("until_past", "That day is over. Choose today or a later day.")
	case until > today+maxExtension:
		return nil, invalid("until_late", "Choose a day within a year.")
	}
	list := make([]Extended, len(codes))
	for i, code := range codes {
		list[i].Code = code
		list[i].Where, list[i].Err = s.extend(ctx, actor, code, until, reason)
		if err := list[i].Err; err != nil {
			if _, told := errors.AsType[*Error](err); !told || KindOf(err) == Unavailable {
				return nil, err
			}
		}
	}
	return list, nil
}

func (s *Service) extend(ctx context.Context, actor Actor, code string, until calendar.Day, reason string) (Whereabouts, error) {
	return s.change(ctx, actor, "folder.extend", code, func(l *ledger, f *Folder) (*Movement, error) {
		switch {
		case f.Status.Ended():
			return nil, ErrFolderEnded
		case f.OutSince == nil:
			return nil, &Error{Kind: Conflict, Code: "not_out", Text: f.Name() + " is at home. There is nothing to extend."}
		case f.Custody == Missing:
			return nil, &Error{Kind: Conflict, Code: "missing", Text: f.Name() + " can't be found. Look for it first."}
		case f.DueAt == nil:
			return nil, errNotDue(f)
		}
		end, err := l.rules.Calendar.AddDays(l.rules.Calendar.Midnight(until), 0)
		if err != nil {
			return nil, invalid("until_closed", "The library is closed from that day on. Choose an earlier day.")
		}
		loan := f.Loan
		loan.ExtendedTo = &end
		changed := *f
		changed.Loan = loan
		loan = l.rules.redue(changed, l.patients[f.PatientID], l.places)
		if loan.DueAt == nil { // its holder has had no limit since the date was set
			return nil, errNotDue(f)
		}
		if !loan.DueAt.Equal(end) {
			return nil, &Error{Kind: Conflict, Code: "due_later", Text: fmt.Sprintf("%s is not due before %s anyway. Choose a later day.", f.Name(), l.rules.Calendar.Day(*loan.DueAt).Words())}
		}
		m := amendment(*f, "Extended: "+reason+" "+l.rules.dueWords(f.Loan, loan))
		m.Loan = loan
		return m, nil
	})
}

func errNotDue(f *Folder) error {
	return &Error{Kind: Conflict, Code: "not_due", Text: f.Name() + " has no due date where it is. There is nothing to extend."}
}
