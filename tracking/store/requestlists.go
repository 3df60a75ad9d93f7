package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"casenotes/tracking"
)

// RequestList chooses requests for a list.
type RequestList struct {
	LocationID tracking.LocationID   // 0: wanted anywhere
	FolderID   tracking.FolderID     // 0: any
	State      tracking.RequestState // empty: open ones
	AskedBy    string                // empty: anybody
	Hopeless   bool                  // only those that no folder can satisfy
	Newest     bool                  // those needed last first
	After      Cursor
	Limit      int
}

// Requests lists requests by the time they are needed.
func (s *Store) Requests(ctx context.Context, l RequestList) ([]tracking.RequestView, error) {
	q := s.db(ctx)
	if l.State == "" {
		q = q.Where("open = ?", true)
	} else {
		q = q.Where("state = ?", l.State)
	}
	if l.LocationID != 0 {
		q = q.Where("location_id = ?", l.LocationID)
	}
	if l.FolderID != 0 {
		q = q.Where("folder_id = ?", l.FolderID)
	}
	if l.AskedBy != "" {
		q = q.Where("EXISTS (SELECT 1 FROM request_asks a WHERE a.actor = ? AND a.request_id = requests.id AND a.withdrawn_at IS NULL)", l.AskedBy)
	}
	if l.Hopeless {
		q = q.Where("hopeless_since IS NOT NULL")
	}
	order, beyond := "needed_by, id", "(needed_by > ? OR (needed_by = ? AND id > ?))"
	if l.Newest {
		order, beyond = "needed_by DESC, id DESC", "(needed_by < ? OR (needed_by = ? AND id < ?))"
	}
	if !l.After.At.IsZero() {
		q = q.Where(beyond, l.After.At, l.After.At, l.After.ID)
	}
	return s.requests(ctx, q.Order(order).Limit(l.Limit))
}

// RequestsByID are some requests, in the order in which they were made.
func (s *Store) RequestsByID(ctx context.Context, ids []tracking.RequestID) (list []tracking.RequestView, err error) {
	for some := range slices.Chunk(ids, batchIDs) {
		views, err := s.requests(ctx, s.db(ctx).Where("id IN ?", some).Order("id"))
		if err != nil {
			return nil, err
		}
		list = append(list, views...)
	}
	return list, nil
}

// RequestByID is one request.
func (s *Store) RequestByID(ctx context.Context, id tracking.RequestID) (v tracking.RequestView, found bool, err error) {
	list, err := s.requests(ctx, s.db(ctx).Where("id = ?", id))
	if err != nil || len(list) == 0 {
		return v, false, err
	}
	return list[0], true, nil
}

// RequestHistory is what became of a request, step by step, and who asks for it.
func (s *Store) RequestHistory(ctx context.Context, id tracking.RequestID) (events []tracking.RequestEvent, asks []tracking.RequestAsk, err error) {
	if err := s.db(ctx).Where("request_id = ?", id).Order("version").Limit(500).Find(&events).Error; err != nil {
		return nil, nil, translate(err)
	}
	return events, asks, translate(s.db(ctx).Where("request_id = ?", id).Order("id").Limit(500).Find(&asks).Error)
}

// Need is which requests a pull list or a chase list is for: those of a session, what one person has claimed until a moment or later, or
// those needed in a span of time. A zero From takes in what is late already.
type Need struct {
	Session   tracking.SessionID
	ClaimedBy string
	From, To  time.Time
}

func (n Need) of(db *gorm.DB) *gorm.DB {
	db = db.Table("requests").Select("requests.*").Joins("JOIN folders ON folders.id = requests.folder_id").Joins("JOIN locations here ON here.id = folders.location_id").
		Where("requests.open = ?", true)
	if n.Session != 0 {
		return db.Where(`requests.id IN (SELECT a.request_id FROM appointments p JOIN request_asks a ON a.appointment_id = p.id
			WHERE p.session_id = ? AND a.withdrawn_at IS NULL)`, n.Session)
	}
	if n.ClaimedBy != "" {
		return db.Where("requests.claimed_by = ? AND requests.claimed_until > ?", n.ClaimedBy, n.From)
	}
	return db.Where("requests.needed_by >= ? AND requests.needed_by < ?", n.From, n.To)
}

// PullRow is a folder to be taken from its shelf, and who else waits for it that day.
type PullRow struct {
	tracking.RequestView
	Others []tracking.RequestView
	Bay    tracking.Location // where to walk to: what its shelf is in, as far as that is in the library
}

// Shelf is where to look: the folder's home.
func (r PullRow) Shelf() tracking.Location { return r.Folder.Home }

const (
	longest  = 5000 // rows of a pull list or a chase list
	batchIDs = 500
)

// PullList is the folders that are in a library now and that somebody needs, in the order of its shelves. more says that it was cut.
func (s *Store) PullList(ctx context.Context, library tracking.Location, n Need) (rows []PullRow, more bool, err error) {
	q := n.of(s.db(ctx)).Where("requests.state IN ('waiting', 'pulled') AND folders.custody = 'at' AND here.path LIKE ?", library.Path+"%")
	list, err := s.requests(ctx, q.Order("folders.filing_key, requests.needed_by, requests.id").Limit(longest+1))
	if err != nil {
		return nil, false, err
	}
	if more = len(list) > longest; more {
		list = list[:longest]
	}
	list = slices.DeleteFunc(list, func(v tracking.RequestView) bool { return !nearest(v, library) })
	if library.Filing == "location" {
		slices.SortStableFunc(list, func(a, b tracking.RequestView) int { return naturally(a.Folder.Home.Name, b.Folder.Home.Name) })
	}
	others, err := s.othersThatDay(ctx, list)
	for _, v := range list {
		rows = append(rows, PullRow{RequestView: v, Others: thatDay(v, others[v.FolderID])})
	}
	if err != nil {
		return nil, false, err
	}
	return rows, more, s.bays(ctx, library, rows)
}

// bays says for each row where to walk to: the outermost place around its shelf that is inside the library.
func (s *Store) bays(ctx context.Context, library tracking.Location, rows []PullRow) error {
	bay := func(r PullRow) tracking.LocationID {
		around := r.Folder.Home.Around()
		if at := slices.Index(around, library.ID); at > 0 {
			return around[at-1]
		}
		return r.Folder.HomeID
	}
	var ids []tracking.LocationID
	for _, r := range rows {
		ids = append(ids, bay(r))
	}
	places, err := byID(s.db(ctx), ids, func(p tracking.Location) tracking.LocationID { return p.ID })
	for i := range rows {
		rows[i].Bay = places[bay(rows[i])]
	}
	return translate(err)
}

// nearest says that a folder is in that library and not in another one inside it. A folder in one library whose home is another is
// pulled where it is.
func nearest(v tracking.RequestView, library tracking.Location) bool {
	if v.Library == nil || v.Library.ID == library.ID || !v.Library.Within(library.ID) {
		return true
	}
	return !v.Folder.Location.Within(v.Library.ID)
}

// thatDay is those of a folder's requests that are for the day of one of them, without it.
func thatDay(v tracking.RequestView, all []tracking.RequestView) (others []tracking.RequestView) {
	for _, o := range all {
		if o.ID != v.ID && o.NeededBy.Sub(v.NeededBy).Abs() < 24*time.Hour {
			others = append(others, o)
		}
	}
	return others
}

// othersThatDay are all open requests for the folders of a list.
func (s *Store) othersThatDay(ctx context.Context, list []tracking.RequestView) (map[tracking.FolderID][]tracking.RequestView, error) {
	var ids []tracking.FolderID
	for _, v := range list {
		ids = append(ids, v.FolderID)
	}
	others := map[tracking.FolderID][]tracking.RequestView{}
	for some := range slices.Chunk(ids, batchIDs) {
		var found []tracking.Request
		err := s.db(ctx).Where("folder_id IN ? AND open = ?", some, true).Order("needed_by, id").Find(&found).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, q := range found {
			others[q.FolderID] = append(others[q.FolderID], tracking.RequestView{Request: q})
		}
	}
	return others, s.placeOthers(ctx, others)
}

func (s *Store) placeOthers(ctx context.Context, others map[tracking.FolderID][]tracking.RequestView) error {
	var ids []tracking.LocationID
	for _, list := range others {
		for _, v := range list {
			ids = append(ids, v.LocationID)
		}
	}
	places, err := byID(s.db(ctx), ids, func(p tracking.Location) tracking.LocationID { return p.ID })
	for _, list := range others {
		for i := range list {
			list[i].Location = places[list[i].LocationID]
		}
	}
	return translate(err)
}

// naturally compares names as people do: Shelf 9 comes before Shelf 10.
func naturally(a, b string) int {
	for a != "" && b != "" {
		if digits(a) > 0 && digits(b) > 0 {
			x, y := strings.TrimLeft(a[:digits(a)], "0"), strings.TrimLeft(b[:digits(b)], "0")
			if c := cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y)); c != 0 {
				return c
			}
			a, b = a[digits(a):], b[digits(b):]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// Chase is what one holder has that somebody else needs.
type Chase struct {
	Holder tracking.Location
	Rows   []tracking.RequestView
}

// ChaseList is the folders that somebody needs and that are in no library: with somebody else, astray or missing, by their holders.
func (s *Store) ChaseList(ctx context.Context, n Need) (chases []Chase, more bool, err error) {
	q := n.of(s.db(ctx)).Where("requests.state = 'waiting' AND (folders.custody <> 'at' OR here.kind NOT IN ('library', 'shelf', 'off_site'))")
	list, err := s.requests(ctx, q.Order("here.name, here.id, requests.needed_by, requests.id").Limit(longest+1))
	if err != nil {
		return nil, false, err
	}
	if more = len(list) > longest; more {
		list = list[:longest]
	}
	for _, v := range list {
		if last := len(chases) - 1; last >= 0 && chases[last].Holder.ID == v.Folder.Location.ID {
			chases[last].Rows = append(chases[last].Rows, v)
		} else {
			chases = append(chases, Chase{v.Folder.Location, []tracking.RequestView{v}})
		}
	}
	return chases, more, nil
}

// RequestCounts are the figures of a library's work: what its folders are waited for.
type RequestCounts struct{ ToPull, Pulled, Hopeless Count }

// RequestCounts counts what is to be pulled from a library for needs until a time, what is pulled and not yet sent, and what nobody can fill.
func (s *Store) RequestCounts(ctx context.Context, library tracking.Location, until time.Time) (c RequestCounts, err error) {
	const from = `SELECT COUNT(*) FROM (SELECT 1 FROM requests r JOIN folders f ON f.id = r.folder_id JOIN locations l ON l.id = f.location_id
		WHERE r.open = ? AND r.needed_by < ? AND l.path LIKE ? AND `
	for _, figure := range []struct {
		to    *Count
		where string
	}{{&c.ToPull, "r.state = 'waiting' AND f.custody = 'at'"}, {&c.Pulled, "r.state = 'pulled'"}, {&c.Hopeless, "r.hopeless_since IS NOT NULL"}} {
		var n int64
		if err := s.db(ctx).Raw(from+figure.where+" LIMIT ?) AS counted", true, until, library.Path+"%", countTo+1).Scan(&n).Error; err != nil {
			return c, translate(err)
		}
		*figure.to = Count{N: min(n, countTo), More: n > countTo}
	}
	return c, nil
}

// Resolved is what one line of a pasted list names: one folder by its barcode, one patient or several by a number, or nothing.
type Resolved struct {
	Input    string
	Folder   *tracking.Whereabouts
	Patients []ResolvedPatient
}

// ResolvedPatient is a patient with all folders that are theirs now, also those of records that were merged into this one.
type ResolvedPatient struct {
	tracking.Patient
	Folders []tracking.Whereabouts
}

// Resolve says what the lines of a pasted list name, before anything is asked for.
func (s *Store) Resolve(ctx context.Context, lines []string) ([]Resolved, error) {
	formats, err := s.Formats(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Resolved, len(lines))
	var ids []tracking.PatientID
	for i, line := range lines {
		out[i].Input = line
		if r := tracking.Classify(line, formats); r.Kind == tracking.FolderCode {
			w, found, err := s.FolderByCode(ctx, r.Code)
			if err != nil {
				return nil, err
			}
			if found {
				out[i].Folder = &w
				continue
			}
		}
		heads, err := s.patientIDs(ctx, strings.TrimPrefix(tracking.CleanNumber(line), "NHS"))
		if err != nil {
			return nil, err
		}
		slices.Sort(heads)
		heads = slices.Compact(heads)
		for _, id := range heads {
			out[i].Patients = append(out[i].Patients, ResolvedPatient{Patient: tracking.Patient{ID: id}})
		}
		ids = append(ids, heads...)
	}
	return out, s.fillResolved(ctx, out, ids)
}

// fillResolved reads the patients that lines name, and their folders.
func (s *Store) fillResolved(ctx context.Context, out []Resolved, ids []tracking.PatientID) error {
	people, err := kin(s.db(ctx), ids)
	if err != nil {
		return translate(err)
	}
	patients, sets := map[tracking.PatientID]tracking.Patient{}, map[tracking.PatientID][]tracking.Whereabouts{}
	for some := range slices.Chunk(people, batchIDs) {
		var all []tracking.PatientID
		for _, p := range some {
			patients[p.ID], all = p, append(all, p.ID)
		}
		list, err := s.FoldersOf(ctx, all...)
		if err != nil {
			return err
		}
		for _, w := range list {
			head := patients[w.PatientID].Head()
			sets[head] = append(sets[head], w)
		}
	}
	for i := range out {
		for j, p := range out[i].Patients {
			out[i].Patients[j] = ResolvedPatient{patients[p.ID], sets[p.ID]}
		}
	}
	return nil
}

// LastAskedFor is the code of the location that somebody asked for last; empty where there is none, or it is no longer used.
func (s *Store) LastAskedFor(ctx context.Context, actor string) (code string, err error) {
	err = s.db(ctx).Raw(`SELECT l.code FROM request_asks a JOIN requests r ON r.id = a.request_id JOIN locations l ON l.id = r.location_id
		WHERE a.actor = ? AND l.retired_at IS NULL ORDER BY a.request_id DESC LIMIT 1`, actor).Scan(&code).Error
	return code, translate(err)
}
