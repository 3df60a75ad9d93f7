package store

import (
	"context"
	"slices"

	"casenotes/tracking"
)

func (t *tx) Printer(name string) (tracking.Printer, bool, error) {
	return one[tracking.Printer](t.db.Clauses(forUpdate).Where("name = ?", name))
}

func (t *tx) PrinterByID(id tracking.PrinterID) (tracking.Printer, bool, error) {
	return one[tracking.Printer](t.db.Where("id = ?", id))
}

func (t *tx) AddPrinter(p tracking.Printer) (tracking.Printer, error) {
	return p, t.db.Create(&p).Error
}

func (t *tx) UpdatePrinter(p tracking.Printer) error {
	return change{table: "printers", columns: []string{"location_id", "address", "language", "stock", "dpi", "barcode", "offset_x", "offset_y", "creep_x", "creep_y", "health",
		"health_text", "health_at", "retired_at", "changed_at", "version"}, ids: []any{p.ID}, values: [][]any{{p.LocationID, p.Address, p.Language, p.Stock, p.DPI, p.Barcode,
		p.OffsetX, p.OffsetY, p.CreepX, p.CreepY, p.Health, p.HealthText, p.HealthAt, p.RetiredAt, p.ChangedAt, p.Version}}}.run(t.db)
}

func (t *tx) SawPrinter(p tracking.Printer) error {
	return change{table: "printers", columns: []string{"health", "health_text", "health_at"}, ids: []any{p.ID},
		values: [][]any{{p.Health, p.HealthText, p.HealthAt}}}.run(t.db)
}

func (t *tx) Stock(name string) (tracking.Stock, bool, error) {
	return one[tracking.Stock](t.db.Where("name = ?", name))
}

func (t *tx) AddStock(k tracking.Stock) error { return t.db.Create(&k).Error }

func (t *tx) RetireStock(k tracking.Stock) error {
	return t.db.Model(&tracking.Stock{}).Where("name = ?", k.Name).Select("retired_at").Updates(k).Error
}

// Printers lists all printers by name, the retired ones last.
func (s *Store) Printers(ctx context.Context) (list []tracking.Printer, err error) {
	return list, translate(s.db(ctx).Order("retired_at IS NOT NULL, name").Limit(1000).Find(&list).Error)
}

func (t *tx) AddLabelLayout(l tracking.LabelLayout) error { return t.db.Create(&l).Error }

func (t *tx) UpdateLabelLayout(l tracking.LabelLayout) error {
	done := t.db.Exec("UPDATE label_layouts SET above = ?, beside = ?, words = ?, changed_at = ?, changed_by = ?, version = ? WHERE kind = ? AND version = ?",
		l.Above, l.Beside, l.Words, l.ChangedAt, l.ChangedBy, l.Version, l.Kind, l.Version-1)
	if done.Error == nil && done.RowsAffected == 0 {
		return tracking.ErrStale
	}
	return done.Error
}

// LabelLayouts are the layouts of folders' labels, as shipped where the site has not changed them.
func (s *Store) LabelLayouts(ctx context.Context) ([]tracking.LabelLayout, error) {
	var own []tracking.LabelLayout
	if err := s.db(ctx).Limit(100).Find(&own).Error; err != nil {
		return nil, translate(err)
	}
	list := tracking.LabelLayouts()
	for i := range list {
		if n := slices.IndexFunc(own, func(o tracking.LabelLayout) bool { return o.Kind == list[i].Kind }); n >= 0 {
			list[i] = own[n]
		}
	}
	return list, nil
}

// Printer is the printer of that name.
func (s *Store) Printer(ctx context.Context, name string) (tracking.Printer, bool, error) {
	p, found, err := one[tracking.Printer](s.db(ctx).Where("name = ?", name))
	return p, found, translate(err)
}

// PrinterByID is the printer with that number.
func (s *Store) PrinterByID(ctx context.Context, id tracking.PrinterID) (tracking.Printer, bool, error) {
	p, found, err := one[tracking.Printer](s.db(ctx).Where("id = ?", id))
	return p, found, translate(err)
}

// Stocks lists the site's own label stock by name, the retired ones last.
func (s *Store) Stocks(ctx context.Context) (list []tracking.Stock, err error) {
	return list, translate(s.db(ctx).Order("retired_at IS NOT NULL, name").Limit(500).Find(&list).Error)
}

// Stock is the site's own stock of that name.
func (s *Store) Stock(ctx context.Context, name string) (tracking.Stock, bool, error) {
	k, found, err := one[tracking.Stock](s.db(ctx).Where("name = ?", name))
	return k, found, translate(err)
}

// ImportBatches lists the latest imports of folders, the newest first.
func (s *Store) ImportBatches(ctx context.Context, limit int) (list []tracking.ImportBatch, err error) {
	return list, translate(s.db(ctx).Order("id DESC").Limit(limit).Find(&list).Error)
}

// ImportedCodes are barcodes of the folders that an import registered, in the order in which it did, from the after-th on.
func (s *Store) ImportedCodes(ctx context.Context, batch uint64, after, limit int) (codes []string, err error) {
	return codes, translate(s.db(ctx).Raw(`SELECT f.code FROM import_batches b JOIN folders f ON f.id >= b.first_folder_id AND f.id <= b.last_folder_id
		JOIN movements m ON m.folder_id = f.id AND m.version = 1 AND m.source = 'import' AND m.actor = b.actor
		WHERE b.id = ? AND f.status IN ('active', 'closed') ORDER BY f.id LIMIT ? OFFSET ?`, batch, limit, after).Scan(&codes).Error)
}

// CodesAt are barcodes of the folders at a location, in the order of their numbers.
func (s *Store) CodesAt(ctx context.Context, at tracking.LocationID, limit int) (codes []string, err error) {
	return codes, translate(s.db(ctx).Raw("SELECT code FROM folders WHERE location_id = ? AND custody = ? ORDER BY since DESC, id DESC LIMIT ?", at, tracking.At, limit).Scan(&codes).Error)
}
