package api

import (
	"context"
	"errors"

	"casenotes/tracking"
	"casenotes/tracking/calendar"
)

// chasing are the operations of chasing, extending and closing.
func (s *Server) chasing() {
	create(s, "/chases", tracking.MayChase, "Remind holders of overdue folders, one letter each, escalate to a manager, or record a call", s.postChases)
	get(s, "/chases/{id}", tracking.MayChase, "A letter as it was sent", s.getChaseOne)
	post(s, "/chases/{id}/end", tracking.MayChase, "Say what became of a letter that waits for a person", s.postChaseEnd)
	post(s, "/folders/{code}/extension", tracking.MayChase, "Let a folder stay out until the end of a day", s.postExtension)
	post(s, "/folders/{code}/dispute", tracking.MayChase, "Record that its holder says it was sent back", s.postDispute)
	get(s, "/closures", tracking.MaySeeFolders, "Days on which the library is closed besides bank holidays", s.listClosures)
	create(s, "/closures", tracking.MayEditLocations, "Close the library, and move the due dates that were set", s.postClosure)
}

type letterAskInput struct {
	Body struct {
		Holders []string `json:"holders" minItems:"1" maxItems:"200" doc:"Codes of the holders"`
		Kind    string   `json:"kind,omitempty" enum:"reminder,escalation,call" default:"reminder"`
		By      string   `json:"by,omitempty" enum:"email,paper" doc:"paper: to be printed also where there is an address"`
		Address string   `json:"address,omitempty" maxLength:"254" doc:"escalation: the manager's e-mail address"`
		Note    string   `json:"note,omitempty" maxLength:"500" doc:"escalation: what the manager should know; call: what was said"`
		SpokeTo string   `json:"spoke_to,omitempty" maxLength:"100" doc:"call: who answered"`
	}
}

// letterShape is what became of one holder: a chase, or the problem.
type letterShape struct {
	Holder  string   `json:"holder"`
	ID      uint64   `json:"id,omitempty"`
	Kind    string   `json:"kind,omitempty"`
	Step    int      `json:"step,omitempty" doc:"which reminder it is, from 1"`
	By      string   `json:"by,omitempty"`
	Folders int      `json:"folders,omitempty"`
	State   string   `json:"state,omitempty" enum:"waiting,claimed,sending,sent,unsure,failed,dropped"`
	Sent    *instant `json:"sent_at,omitempty"`
	Subject string   `json:"subject,omitempty"`
	Text    string   `json:"text,omitempty"`
	Codes   []string `json:"codes,omitempty" doc:"the folders that it names"`
	Code    string   `json:"code,omitempty" doc:"why there is none"`
	Problem string   `json:"problem,omitempty"`
}

func letterOf(holder string, l tracking.Chase) letterShape {
	return letterShape{Holder: holder, ID: uint64(l.ID), Kind: string(l.Kind), Step: int(l.Step), By: string(l.Way), Folders: l.Folders, State: string(l.State), Sent: maybeAt(l.SentAt), Problem: l.Problem}
}

type lettersOutput struct {
	Body struct {
		Results []letterShape `json:"results"`
	}
}

func (s *Server) postChases(ctx context.Context, actor tracking.Actor, in *letterAskInput) (*lettersOutput, error) {
	out := &lettersOutput{}
	b := in.Body
	var list []tracking.ChaseResult
	var err error
	if b.Kind == string(tracking.Call) {
		for _, code := range b.Holders {
			made, err := s.Service.RecordCall(ctx, actor, code, tracking.CallMade{SpokeTo: b.SpokeTo, Said: b.Note})
			if err != nil && refusalOfRow(err) == nil {
				return nil, err
			}
			list = append(list, tracking.ChaseResult{Holder: code, Chase: made, Err: err})
		}
	} else {
		var asks []tracking.ChaseAsk
		for _, code := range b.Holders {
			asks = append(asks, tracking.ChaseAsk{Holder: code, Kind: tracking.ChaseKind(b.Kind), Way: tracking.ChaseWay(b.By), Address: b.Address, Note: b.Note, Mails: s.Mail.On()})
		}
		if list, err = s.Service.Chase(ctx, actor, asks); err != nil {
			return nil, err
		}
	}
	out.Body.Results = []letterShape{}
	for _, r := range list {
		row := letterOf(r.Holder, r.Chase)
		if e := refusalOfRow(r.Err); e != nil {
			row = letterShape{Holder: r.Holder, Code: e.Code, Problem: e.Text}
		}
		out.Body.Results = append(out.Body.Results, row)
	}
	return out, nil
}

// refusalOfRow is what refuses one row of many; nil where nothing does, or where all must fail.
func refusalOfRow(err error) *tracking.Error {
	if _, _, ok := refusal(err, ""); !ok {
		return nil
	}
	e, _ := errors.AsType[*tracking.Error](err)
	return e
}

// LetterPath names a letter.
type LetterPath struct {
	ID uint64 `path:"id" maximum:"9007199254740991"`
}

type letterOutput struct{ Body letterShape }

func (s *Server) getChaseOne(ctx context.Context, actor tracking.Actor, in *LetterPath) (*letterOutput, error) {
	l, lines, found, err := s.Store.Letter(ctx, tracking.ChaseID(in.ID))
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, tracking.ErrUnknownLetter
	}
	shape := letterOf(l.Holder.Code, l.Chase)
	shape.Subject, shape.Text = l.Subject, l.Body
	for _, f := range lines {
		shape.Codes = append(shape.Codes, f.Code)
	}
	return &letterOutput{shape}, s.readLetter(ctx, actor, l.HolderID, lines)
}

type letterEndInput struct {
	LetterPath
	Body struct {
		What string `json:"what" enum:"sent,again,paper,drop" doc:"It was sent; it was not and goes again; it was not and goes on paper; it is given up"`
	}
}

func (s *Server) postChaseEnd(ctx context.Context, actor tracking.Actor, in *letterEndInput) (*letterOutput, error) {
	l, err := s.Service.EndLetter(ctx, actor, tracking.ChaseID(in.ID), tracking.LetterEnd(in.Body.What))
	if err != nil {
		return nil, err
	}
	place, _, err := s.Store.LocationByID(ctx, l.HolderID)
	return &letterOutput{letterOf(place.Code, l)}, err
}

type extensionInput struct {
	FolderPath
	Body struct {
		Until string `json:"until" maxLength:"10" doc:"The last day, as 2026-08-14"`
		Why   string `json:"why" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) postExtension(ctx context.Context, actor tracking.Actor, in *extensionInput) (*FolderOutput, error) {
	until, err := calendar.ParseDay(in.Body.Until)
	if err != nil {
		return nil, &tracking.Error{Kind: tracking.Invalid, Code: "until", Text: "Write the day as 2026-08-14."}
	}
	list, err := s.Service.Extend(ctx, actor, []string{in.Code}, until, in.Body.Why)
	if err == nil {
		err = list[0].Err
	}
	if err != nil {
		return nil, err
	}
	return s.told(list[0].Where, nil, actor)
}

type disputeInput struct {
	FolderPath
	Body struct {
		Said string `json:"said" minLength:"1" maxLength:"200" doc:"What the holder says: when it was sent, and to where"`
	}
}

func (s *Server) postDispute(ctx context.Context, actor tracking.Actor, in *disputeInput) (*FolderOutput, error) {
	list, err := s.Service.Dispute(ctx, actor, []string{in.Code}, in.Body.Said)
	if err == nil {
		err = list[0].Err
	}
	if err != nil {
		return nil, err
	}
	return s.told(list[0].Where, nil, actor)
}

type closureShape struct {
	Day   string `json:"day"`
	Why   string `json:"why"`
	By    string `json:"by"`
	Moved int64  `json:"moved" doc:"Due dates that moved for it so far"`
	Done  bool   `json:"done" doc:"Whether every folder was gone over"`
}

type closuresOutput struct {
	Body struct {
		Items []closureShape `json:"items"`
	}
}

func (s *Server) listClosures(ctx context.Context, _ tracking.Actor, _ *none) (*closuresOutput, error) {
	list, err := s.Store.Closures(ctx, int(s.Service.Rules().Calendar.Day(s.Now())-31))
	out := &closuresOutput{}
	out.Body.Items = []closureShape{}
	for _, c := range list {
		out.Body.Items = append(out.Body.Items, closureShape{c.On().String(), c.Why, c.MadeBy, c.Moved, c.NextAt == nil || c.Passes > 0})
	}
	return out, err
}

type closureInput struct {
	Body struct {
		From string `json:"from" maxLength:"10" doc:"The first closed day, as 2026-08-14"`
		To   string `json:"to,omitempty" maxLength:"10" doc:"The last; none: that one day"`
		Why  string `json:"why" minLength:"1" maxLength:"200"`
	}
}

type closedOutput struct {
	Body struct {
		Days int `json:"days" doc:"Working days that are closed now"`
	}
}

func (s *Server) postClosure(ctx context.Context, actor tracking.Actor, in *closureInput) (*closedOutput, error) {
	from, err := calendar.ParseDay(in.Body.From)
	to := from
	if err == nil && in.Body.To != "" {
		to, err = calendar.ParseDay(in.Body.To)
	}
	if err != nil {
		return nil, &tracking.Error{Kind: tracking.Invalid, Code: "day", Text: "Write the days as 2026-08-14."}
	}
	out := &closedOutput{}
	out.Body.Days, err = s.Service.Close(ctx, actor, from, to, in.Body.Why)
	return out, err
}
