package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"casenotes/tracking"
)

// LibraryWork is one sort of work that waits in a library, besides what is asked for.
type LibraryWork string

// The sorts.
const (
	ToFile  LibraryWork = "file"    // back in the library, not on its shelf, and wanted by nobody
	Lost    LibraryWork = "missing" // of this library, and not to be found
	Overdue LibraryWork = "overdue" // of this library, and late
	Loose   LibraryWork = "loose"   // of this library, and loose papers wait for it
)

// work is the folders of one sort of work. Each begins at an index: what is at the library itself, what is missing, what is late.
func (w LibraryWork) of(db *gorm.DB, library tracking.Location, now time.Time) *gorm.DB {
	db = db.Joins("JOIN locations home ON home.id = folders.home_id").Where("home.path LIKE ?", library.Path+"%")
	switch w {
	case ToFile:
		return db.Where("folders.location_id = ? AND folders.custody = ? AND folders.home_id <> ?", library.ID, tracking.At, library.ID).
			Where("NOT EXISTS (SELECT 1 FROM requests q WHERE q.folder_id = folders.id AND q.open = ?)", true)
	case Loose:
		return db.Where("folders.loose_filing = ? AND folders.status IN ('active', 'closed')", true)
	case Lost:
		return db.Where("folders.custody = ?", tracking.Missing)
	}
	return db.Where("folders.due_at <= ?", now)
}

// LibraryFolders lists the folders of one sort of work: those to be filed in the order of the shelves, the others by since when.
func (s *Store) LibraryFolders(ctx context.Context, library tracking.Location, w LibraryWork, now time.Time, limit int) ([]tracking.Whereabouts, bool, error) {
	order := map[LibraryWork]string{ToFile: "folders.filing_key, folders.id", Lost: "folders.since, folders.id", Loose: "folders.filing_key, folders.id", Overdue: "folders.due_at, folders.id"}[w]
	if shelves, err := s.hasShelves(ctx, library); w == ToFile && !shelves {
		return nil, false, err
	}
	return s.page(ctx, w.of(s.db(ctx), library, now).Order(order), limit)
}

// CountLibraryFolders counts them, up to a limit.
func (s *Store) CountLibraryFolders(ctx context.Context, library tracking.Location, w LibraryWork, now time.Time) (Count, error) {
	if shelves, err := s.hasShelves(ctx, library); w == ToFile && !shelves {
		return Count{}, err
	}
	var n int64
	rows := w.of(s.db(ctx).Table("folders").Select("1"), library, now).Limit(countTo + 1)
	err := s.db(ctx).Table("(?) AS counted", rows).Count(&n).Error
	return Count{N: min(n, countTo), More: n > countTo}, translate(err)
}

// hasShelves says whether a library has shelves of its own. Without them a folder in the library is where it belongs.
func (s *Store) hasShelves(ctx context.Context, library tracking.Location) (bool, error) {
	_, found, err := one[tracking.Location](s.db(ctx).Where("parent_id = ? AND kind = ?", library.ID, tracking.Shelf))
	return found, translate(err)
}

// Pulled is the requests whose folders are pulled in a library and not yet sent, by the time they are needed.
func (s *Store) Pulled(ctx context.Context, library tracking.Location, limit int) ([]tracking.RequestView, bool, error) {
	q := s.db(ctx).Table("requests").Select("requests.*").Joins("JOIN folders ON folders.id = requests.folder_id").Joins("JOIN locations here ON here.id = folders.location_id").
		Where("requests.state = 'pulled' AND here.path LIKE ?", library.Path+"%")
	list, err := s.requests(ctx, q.Order("requests.needed_by, requests.id").Limit(limit+1))
	if len(list) > limit {
		return list[:limit], true, err
	}
	return list, false, err
}
