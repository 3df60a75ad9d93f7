package store

import (
	"casenotes/tracking"
)

func (t *tx) Barcodes(codes []string) (list []tracking.Barcode, err error) {
	if codes = askable(codes...); len(codes) == 0 {
		return nil, nil
	}
	return list, t.db.Where("code IN ?", codes).Order("code").Find(&list).Error
}

func (t *tx) AddBarcodes(rows []tracking.Barcode) error { return add(t.db, rows) }

func (t *tx) Formats() (list []tracking.Format, err error) {
	return list, t.db.Order("name").Find(&list).Error
}

func (t *tx) AddFormat(f tracking.Format) error { return t.db.Create(&f).Error }

// NextNumbers locks the counter's row, so two clerks never get one number.
func (t *tx) NextNumbers(kind tracking.ReadingKind, n int) (first uint64, err error) {
	add := t.db.Exec("UPDATE numbers SET next_number = next_number + ? WHERE kind = ?", n, kind)
	if add.Error != nil {
		return 0, add.Error
	}
	if add.RowsAffected == 0 {
		return 1, t.db.Exec("INSERT INTO numbers (kind, next_number) VALUES (?, ?)", kind, n+1).Error
	}
	var next uint64
	err = t.db.Raw("SELECT next_number FROM numbers WHERE kind = ?", kind).Scan(&next).Error
	return next - uint64(n), err
}
