package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"casenotes/tracking"
)

type alertListInput struct {
	Paging
	Kind     alertKind `query:"kind"`
	Location string    `query:"location" maxLength:"64" doc:"Code of the location that should look"`
}

// alertKind is described by the kinds that there are.
type alertKind tracking.AlertKind

// Schema implements huma.SchemaProvider.
func (alertKind) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, kind := range tracking.AlertKinds() {
		s.Enum = append(s.Enum, string(kind))
	}
	return s
}

type alertListOutput struct{ Body page[alertShape] }

func (s *Server) listAlerts(ctx context.Context, actor tracking.Actor, in *alertListInput) (*alertListOutput, error) {
	after, err := in.cursor()
	if err != nil {
		return nil, err
	}
	at, err := s.locationID(ctx, in.Location)
	if err != nil {
		return nil, err
	}
	list, err := s.Store.Alerts(ctx, tracking.AlertKind(in.Kind), at, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	out := cut(list, in.Limit, func(a tracking.AlertView) alertShape { return alertOf(a, actor.Role, now) },
		func(a tracking.AlertView) string { return cursorText(a.OpenedAt, uint64(a.ID)) })
	return &alertListOutput{out}, s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "alert.list"})
}

type alertInput struct {
	ID uint64 `path:"id" maximum:"9007199254740991"`
}

type alertOutput struct{ Body alertShape }

func (s *Server) acknowledge(ctx context.Context, actor tracking.Actor, in *alertInput) (*alertOutput, error) {
	a, err := s.Service.Acknowledge(ctx, actor, tracking.AlertID(in.ID))
	if err != nil {
		return nil, err
	}
	return &alertOutput{alertOf(a, actor.Role, s.Now())}, nil
}

type overdueInput struct {
	Paging
	Group    string `query:"group" enum:"holder" doc:"holder: one row a holder instead of one a folder"`
	Location string `query:"location" maxLength:"64" doc:"Code of one holder"`
}

// overdueRow is a holder with group=holder, else a folder.
type overdueRow struct {
	Holder  *LocationRef `json:"holder,omitempty"`
	Phone   string       `json:"phone,omitempty"`
	Folders int64        `json:"folders,omitempty"`
	Oldest  *instant     `json:"oldest_due_at,omitempty"`
	Due     bool         `json:"due_today,omitempty" doc:"group=holder: whether something is to be done today"`
	Next    string       `json:"next_step,omitempty" doc:"group=holder: what is to be done next, in words"`
	Folder  *folderShape `json:"folder,omitempty"`
	Late    int          `json:"working_days_late,omitempty"`
}

type overdueOutput struct{ Body page[overdueRow] }

func (s *Server) listOverdue(ctx context.Context, actor tracking.Actor, in *overdueInput) (*overdueOutput, error) {
	after, err := in.cursor()
	if err != nil {
		return nil, err
	}
	now := s.Now()
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "overdue.list"}); err != nil {
		return nil, err
	}
	if in.Group == "holder" {
		holders, err := s.overdueHolders(ctx, now)
		out := page[overdueRow]{Items: []overdueRow{}}
		for _, h := range holders {
			ref, oldest := locationOf(h.Location), at(h.Oldest)
			step, _ := s.nextStep(h, now)
			out.Items = append(out.Items, overdueRow{Holder: &ref, Phone: h.Location.Phone, Folders: h.Folders, Oldest: &oldest, Late: s.daysLate(h.Oldest, now), Due: h.today, Next: step})
		}
		return &overdueOutput{out}, err
	}
	holder, err := s.locationID(ctx, in.Location)
	if err != nil {
		return nil, err
	}
	list, err := s.Store.Overdue(ctx, holder, now, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	return &overdueOutput{cut(list, in.Limit, func(w tracking.Whereabouts) overdueRow {
		f := folderOf(w, actor.Role, now)
		return overdueRow{Folder: &f, Late: s.daysLate(*w.DueAt, now)}
	}, func(w tracking.Whereabouts) string { return cursorText(*w.DueAt, uint64(w.ID)) })}, nil
}

func (s *Server) daysLate(due, now time.Time) int {
	return s.Service.Rules().Calendar.DaysBetween(due, now)
}
