package store

import (
	"context"

	"casenotes/tracking"
)

func (t *tx) Locations(ids []tracking.LocationID) (list []tracking.Location, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return list, t.db.Where("id IN ?", ids).Order("id").Find(&list).Error
}

// AllLocations locks the whole tree, so that two clerks who move branches cannot make a loop together.
func (t *tx) AllLocations() (list []tracking.Location, err error) {
	return list, t.db.Clauses(forUpdate).Order("id").Find(&list).Error
}

func (t *tx) AddLocation(p tracking.Location) (tracking.Location, error) {
	return p, t.db.Create(&p).Error
}

func (t *tx) UpdateLocations(rows []tracking.Location) error {
	c := change{table: "locations", columns: []string{"name", "kind", "parent_id", "path", "site", "phone", "email", "loan_days", "gln", "filing",
		"retired_at", "version", "changed_at"}}
	for _, p := range rows {
		c.ids = append(c.ids, p.ID)
		c.values = append(c.values, []any{p.Name, p.Kind, p.ParentID, p.Path, p.Site, p.Phone, p.Email, p.LoanDays, p.GLN, p.Filing,
			p.RetiredAt, p.Version, p.ChangedAt})
	}
	return c.run(t.db)
}

// LocationByCode is the location that a barcode means: its own code or its GLN.
func (s *Store) LocationByCode(ctx context.Context, code string) (p tracking.Location, found bool, err error) {
	b, found, err := one[tracking.Barcode](s.db(ctx).Where("code IN ? AND location_id IS NOT NULL", askable(code)))
	if err != nil || !found {
		return p, false, translate(err)
	}
	p, found, err = one[tracking.Location](s.db(ctx).Where("id = ?", *b.LocationID))
	return p, found, translate(err)
}

// Locations lists the whole tree, parents before what is inside them.
func (s *Store) Locations(ctx context.Context) (list []tracking.Location, err error) {
	return list, translate(s.db(ctx).Order("id").Find(&list).Error)
}

// Around is the location that p is inside, if any, and the open ones inside p by name, up to a limit: a library has thousands of
// shelves.
func (s *Store) Around(ctx context.Context, p tracking.Location, limit int) (outer *tracking.Location, inside []tracking.Location, err error) {
	if p.ParentID != nil {
		if parent, found, err := one[tracking.Location](s.db(ctx).Where("id = ?", *p.ParentID)); err != nil {
			return nil, nil, translate(err)
		} else if found {
			outer = &parent
		}
	}
	err = s.db(ctx).Where("parent_id = ? AND retired_at IS NULL", p.ID).Order("name").Limit(limit).Find(&inside).Error
	return outer, inside, translate(err)
}
