package exchange

import (
	"context"
	"errors"
	"strings"

	"casenotes/tracking"
)

// atlas is every location that is known while a file of locations is taken in.
type atlas struct {
	job    Job
	byCode map[string]*spot
	byName map[string]*spot // "parent's code\x00name"; nil where two share it
}

var errAmbiguous = &tracking.Error{Kind: tracking.Invalid, Code: "name_ambiguous",
	Text: "Several locations have this name under that parent. Give the code of the one that is meant."}

// spot is a location in the atlas. A rehearsed one is in the file only.
type spot struct {
	tracking.Location
	parent    *spot
	rehearsed bool
}

func newAtlas(job Job) *atlas {
	a := &atlas{job: job, byCode: map[string]*spot{}, byName: map[string]*spot{}}
	byID := map[tracking.LocationID]*spot{}
	for _, p := range job.Locations {
		byID[p.ID] = &spot{Location: p}
	}
	for _, s := range byID {
		if s.ParentID != nil {
			s.parent = byID[*s.ParentID]
		}
	}
	for _, s := range byID {
		a.note(s)
	}
	return a
}

func (a *atlas) note(s *spot) {
	a.byCode[s.Code] = s
	key := named(s.parent, s.Name)
	if other, taken := a.byName[key]; taken && (other == nil || other.Code != s.Code) {
		s = nil
	}
	a.byName[key] = s
}

func named(parent *spot, name string) string {
	code := ""
	if parent != nil {
		code = parent.Code
	}
	return code + "\x00" + strings.ToLower(name)
}

// parent is the location that a row names as its parent, by code or by a name that only one has.
func (a *atlas) parent(name *string) *spot {
	if name == nil || *name == "" {
		return nil
	}
	if s := a.byCode[strings.ToUpper(*name)]; s != nil {
		return s
	}
	var found *spot
	for _, s := range a.byCode {
		if strings.EqualFold(s.Name, *name) {
			if found != nil {
				return nil
			}
			found = s
		}
	}
	return found
}

// find is the location that a row is about, nil for a new one.
func (a *atlas) find(row place) *spot {
	if row.code != "" {
		return a.byCode[strings.ToUpper(row.code)]
	}
	return a.byName[named(a.parent(row.Parent), *row.Name)]
}

func (a *atlas) key(row place) string {
	if row.code != "" {
		return strings.ToUpper(row.code)
	}
	parent := ""
	if row.Parent != nil {
		parent = *row.Parent
	}
	return strings.ToLower(parent + "\x00" + *row.Name)
}

// add adds or amends the locations of a batch, one after another, because a row may be the parent of the next.
func (a *atlas) add(ctx context.Context, actor tracking.Actor, rows []place) ([]tracking.Added[tracking.Location], error) {
	var added []tracking.Added[tracking.Location]
	for _, row := range rows {
		known := a.find(row)
		p, err := a.put(ctx, actor, row, known)
		if errors.Is(err, tracking.ErrForbidden) || errors.Is(err, tracking.ErrUnavailable) || ctx.Err() != nil {
			return added, errors.Join(err, ctx.Err())
		}
		added = append(added, tracking.Added[tracking.Location]{Row: p, Existed: known != nil, Err: err})
	}
	return added, nil
}

func (a *atlas) put(ctx context.Context, actor tracking.Actor, row place, known *spot) (p tracking.Location, err error) {
	parent := a.parent(row.Parent)
	if _, taken := a.byName[named(parent, *row.Name)]; taken && known == nil && row.code == "" {
		return p, errAmbiguous
	}
	change := row.LocationChange
	if parent != nil {
		change.Parent = &parent.Code
		if parent.rehearsed {
			change.Parent = nil // it would be there if this were not a rehearsal
		}
	}
	if known == nil {
		p, err = a.job.Service.AddLocation(ctx, actor, row.code, change)
	} else {
		p = known.Location
		if differs(&change, known, parent) {
			p, err = a.job.Service.AmendLocation(ctx, actor, known.Code, 0, change)
		}
	}
	if err == nil {
		a.note(&spot{Location: p, parent: parent, rehearsed: a.job.Rehearsal && known == nil})
	}
	return p, err
}

// differs reduces a change to what is new and says whether anything is.
func differs(c *tracking.LocationChange, known *spot, parent *spot) bool {
	keep := func(new **string, old string) {
		if *new != nil && **new == old {
			*new = nil
		}
	}
	keep(&c.Name, known.Name)
	keep(&c.Site, known.Site)
	keep(&c.Phone, known.Phone)
	keep(&c.Email, known.Email)
	keep(&c.GLN, known.GLN)
	keep(&c.Filing, known.Filing)
	if c.Parent != nil && (parent != nil || *c.Parent == "") && named(parent, "") == named(known.parent, "") {
		c.Parent = nil
	}
	if c.Kind != nil && *c.Kind == known.Kind {
		c.Kind = nil
	}
	if c.LoanDays != nil {
		old := -1
		if known.LoanDays != nil {
			old = *known.LoanDays
		}
		if *c.LoanDays == old {
			c.LoanDays = nil
		}
	}
	return *c != tracking.LocationChange{}
}
