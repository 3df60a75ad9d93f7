package tracking

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// LocationChange is what may be said of a location; nil leaves it as it is.
type LocationChange struct {
	Name, Parent, Site, Phone, Email, GLN, Filing *string
	Kind                                          *LocationKind
	LoanDays                                      *int  // negative: as its kind
	Retired                                       *bool // true retires, false brings back
}

// AddLocation puts a location in the tree. An empty code is issued.
func (s *Service) AddLocation(ctx context.Context, actor Actor, code string, c LocationChange) (p Location, err error) {
	if err = actor.must(MayEditLocations); err != nil {
		return p, err
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		t, err := loadTree(tx)
		if err != nil {
			return err
		}
		p = Location{CreatedAt: s.now(), ChangedAt: s.now(), Version: 1, Kind: Office}
		if p.Code, err = locationCode(tx, code); err != nil {
			return err
		}
		if err = t.amend(&p, c); err != nil {
			return err
		}
		if p, err = tx.AddLocation(p); err != nil {
			return err
		}
		p.Path = t.path(p)
		if err = checkDepth([]Location{p}); err != nil {
			return err
		}
		if err = tx.UpdateLocations([]Location{p}); err != nil {
			return err
		}
		codes := []Barcode{{Code: p.Code, LocationID: &p.ID, CreatedAt: p.CreatedAt}}
		if p.GLN != "" {
			codes = append(codes, Barcode{Code: p.GLN, LocationID: &p.ID, Alias: true, CreatedAt: p.CreatedAt})
		}
		if err = tx.AddBarcodes(codes); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "location.add", LocationID: &p.ID, Detail: p.Name}, s.now())})
	})
	if errors.Is(err, ErrDuplicate) {
		err = ErrBarcodeTaken
	}
	return p, err
}

func locationCode(tx Tx, raw string) (string, error) {
	if strings.TrimSpace(raw) == "" {
		codes, err := issueCodes(tx, LocationCode, 1)
		if err != nil {
			return "", err
		}
		return codes[0], nil
	}
	formats, err := tx.Formats()
	if err != nil {
		return "", err
	}
	r := Classify(raw, formats)
	if r.Kind != LocationCode {
		return "", invalid("barcode_kind", "This is not a location barcode. Leave the code empty to have one issued, or ask an administrator to add your barcode format.")
	}
	return r.Code, nil
}

// AmendLocation changes a location. version is the one the change was made on; 0 for any.
func (s *Service) AmendLocation(ctx context.Context, actor Actor, code string, version int64, c LocationChange) (p Location, err error) {
	if err = actor.must(MayEditLocations); err != nil {
		return p, err
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		t, err := loadTree(tx)
		if err != nil {
			return err
		}
		known, found := t.byCode[CleanCode(code)]
		if !found {
			return ErrUnknownLocation
		}
		p = *known
		if version != 0 && version != p.Version {
			return ErrStale
		}
		oldGLN, oldFiling, oldParent := p.GLN, p.Filing, p.ParentID
		if err = t.amend(&p, c); err != nil {
			return err
		}
		if err = t.retire(&p, c, s, tx); err != nil {
			return err
		}
		p.Version, p.ChangedAt = p.Version+1, s.now()
		rows := t.moved(p)
		p = rows[0]
		if err = checkDepth(rows); err != nil {
			return err
		}
		if err = tx.UpdateLocations(rows); err != nil {
			return err
		}
		if p.Filing != oldFiling || !same(p.ParentID, oldParent) {
			if err = tx.Refile(p.ID); err != nil {
				return err
			}
		}
		if p.GLN != "" && p.GLN != oldGLN {
			if err = tx.AddBarcodes([]Barcode{{Code: p.GLN, LocationID: &p.ID, Alias: true, CreatedAt: s.now()}}); err != nil {
				return err
			}
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "location.amend", LocationID: &p.ID, Detail: p.Name}, s.now())})
	})
	if errors.Is(err, ErrDuplicate) {
		err = ErrBarcodeTaken
	}
	return p, err
}

// tree is every location, locked for change: two clerks who move branches at once must not make a loop.
type tree struct {
	byID   map[LocationID]*Location
	byCode map[string]*Location
}

func loadTree(tx Tx) (tree, error) {
	all, err := tx.AllLocations()
	t := tree{byID: map[LocationID]*Location{}, byCode: map[string]*Location{}}
	for _, p := range all {
		t.byID[p.ID], t.byCode[p.Code] = &p, &p
	}
	return t, err
}

// path is the ids from the root down to p.
func (t tree) path(p Location) string {
	parent := "/"
	if p.ParentID != nil {
		parent = t.byID[*p.ParentID].Path
	}
	return parent + strconv.FormatUint(uint64(p.ID), 10) + "/"
}

// moved is p and, where it changed its place, everything inside it, with their paths made right.
func (t tree) moved(p Location) []Location {
	old := p.Path
	p.Path = t.path(p)
	rows := []Location{p}
	if old == p.Path {
		return rows
	}
	for _, q := range t.byID {
		if q.ID != p.ID && strings.HasPrefix(q.Path, old) {
			q.Path = p.Path + strings.TrimPrefix(q.Path, old)
			rows = append(rows, *q)
		}
	}
	return rows
}

// amend takes the changes into p, refusing what cannot be.
func (t tree) amend(p *Location, c LocationChange) error {
	for _, f := range []struct {
		to   *string
		from *string
	}{{&p.Name, c.Name}, {&p.Site, c.Site}, {&p.Phone, c.Phone}, {&p.Email, c.Email}, {&p.GLN, c.GLN}, {&p.Filing, c.Filing}} {
		if f.from != nil {
			*f.to = strings.TrimSpace(*f.from)
		}
	}
	if c.Kind != nil {
		p.Kind = *c.Kind
	}
	if c.LoanDays != nil {
		p.LoanDays = c.LoanDays
		if *c.LoanDays < 0 {
			p.LoanDays = nil
		}
	}
	if c.Parent != nil {
		if err := t.reparent(p, *c.Parent); err != nil {
			return err
		}
	}
	return checkLocation(*p)
}

// reparent finds the parent by code, or by name where only one location has it.
func (t tree) reparent(p *Location, parent string) error {
	if parent = strings.TrimSpace(parent); parent == "" {
		p.ParentID = nil
		return nil
	}
	into := t.byCode[CleanCode(parent)]
	if into == nil {
		for _, q := range t.byID {
			if strings.EqualFold(q.Name, parent) {
				if into != nil {
					return invalid("parent_ambiguous", fmt.Sprintf("Several locations are called %s. Use the code of the parent.", parent))
				}
				into = q
			}
		}
	}
	switch {
	case into == nil:
		return invalid("unknown_parent", fmt.Sprintf("There is no location %s to be the parent.", parent))
	case into.RetiredAt != nil:
		return ErrLocationRetired
	case p.ID != 0 && into.Within(p.ID):
		return ErrLocationLoop
	}
	p.ParentID = &into.ID
	return nil
}

// retire closes or reopens p. A location with folders, or with open locations inside it, stays.
func (t tree) retire(p *Location, c LocationChange, s *Service, tx Tx) error {
	if c.Retired == nil {
		return nil
	}
	if !*c.Retired {
		p.RetiredAt = nil
		return nil
	}
	for _, q := range t.byID {
		if q.ID != p.ID && q.RetiredAt == nil && q.Within(p.ID) {
			return ErrLocationInUse
		}
	}
	used, err := tx.InUse(p.ID)
	if err != nil {
		return err
	}
	if used {
		return ErrLocationInUse
	}
	if wanted, err := tx.Wanted(p.ID); err != nil || wanted {
		return cmp.Or(err, error(ErrLocationWanted))
	}
	now := s.now()
	p.RetiredAt = &now
	return nil
}

// checkDepth refuses a place so deep inside others that its path would not fit its column.
func checkDepth(rows []Location) error {
	for _, p := range rows {
		if len(p.Path) > 255 {
			return invalid("too_deep", "That is too many locations inside one another. Choose a parent nearer to the top.")
		}
	}
	return nil
}

func checkLocation(p Location) error {
	switch {
	case p.Name == "":
		return invalid("name_missing", "Enter the name of the location.")
	case len([]rune(p.Name)) > 100 || len([]rune(p.Site)) > 100 || len(p.Phone) > 40 || len(p.Email) > 200:
		return invalid("too_long", "A name or site can have 100 characters, a phone number 40, an e-mail address 200.")
	case !slices.Contains(LocationKinds(), p.Kind):
		return invalid("unknown_kind", fmt.Sprintf("There is no kind of location %q.", p.Kind))
	case p.LoanDays != nil && *p.LoanDays > 400:
		return invalid("loan_too_long", "A loan period can have 400 working days at most.")
	case p.GLN != "" && (len(p.GLN) != 13 || !validGS1(p.GLN)):
		return invalid("gln_wrong", "This is not a GLN. Check its 13 digits.")
	case p.Filing != "" && !slices.Contains(Filings(), p.Filing):
		return invalid("unknown_filing", "The filing order is one of "+strings.Join(Filings(), ", ")+".")
	}
	return nil
}
