package tracking

import (
	"slices"
	"strings"
)

// load reads what the decisions need: each kind of row once for the whole batch.
func (l *ledger) load() error {
	var ids, codes []string
	if err := l.loadFormats(); err != nil {
		return err
	}
	if err := l.loadUsers(); err != nil {
		return err
	}
	for _, e := range l.entries {
		if isUUID(e.scan.ID) {
			ids = append(ids, strings.ToLower(e.scan.ID))
		}
		for _, raw := range []string{e.scan.Code, e.scan.LocationCode, e.scan.ToCode, e.scan.ContainerCode} {
			if r := Classify(raw, l.formats); r.Code != "" {
				codes = append(codes, r.Code)
			}
		}
	}
	known, err := l.tx.ScansByID(ids)
	if err != nil {
		return err
	}
	var wanted []FolderID
	for _, s := range known { // a replay answers with the folder as it is now
		l.answered[s.ID] = s
		if s.FolderID != nil {
			wanted = append(wanted, *s.FolderID)
		}
	}
	if err := l.loadStocktakes(); err != nil {
		return err
	}
	return l.loadCodes(codes, wanted...)
}

// loadFormats reads the site's own barcode formats where a code is not in one of ours. A code of ours cannot be in a site's too.
func (l *ledger) loadFormats() (err error) {
	for _, e := range l.entries {
		for _, raw := range []string{e.scan.Code, e.scan.LocationCode, e.scan.ToCode} {
			if raw != "" && Classify(raw, nil).Code == "" {
				l.formats, err = l.tx.Formats()
				return err
			}
		}
	}
	return nil
}

// loadCodes reads what the codes mean, and locks their folders and those wanted besides.
func (l *ledger) loadCodes(codes []string, wanted ...FolderID) error {
	barcodes, err := l.tx.Barcodes(unique(codes))
	if err != nil {
		return err
	}
	for _, b := range barcodes {
		l.codes[b.Code] = b
		if b.FolderID != nil {
			wanted = append(wanted, *b.FolderID)
		}
	}
	if err := l.loadReplaced(barcodes); err != nil {
		return err
	}
	inside, err := l.loadContainers()
	if err != nil {
		return err
	}
	return l.loadFolders(append(wanted, inside...))
}

// loadReplaced reads which of the barcodes are of labels that were replaced. Only an alias can be.
func (l *ledger) loadReplaced(barcodes []Barcode) error {
	var old []string
	for _, b := range barcodes {
		if b.Alias && b.FolderID != nil {
			old = append(old, b.Code)
		}
	}
	if len(old) == 0 {
		return nil
	}
	replaced, err := l.tx.ReplacedLabels(old)
	for _, r := range replaced {
		l.replaced[r.Code] = r.ReplacedAt
	}
	return err
}

// loadFolders locks the folders, then reads what belongs to them.
func (l *ledger) loadFolders(wanted []FolderID) error {
	var fresh []FolderID
	for { // a merged folder leads on to the one that survived
		wanted = slices.DeleteFunc(unique(wanted), func(id FolderID) bool { return l.folders[id] != nil })
		if len(wanted) == 0 {
			break
		}
		folders, err := l.tx.LockFolders(wanted)
		if err != nil {
			return err
		}
		wanted = nil
		for _, f := range folders {
			l.folders[f.ID], fresh = &f, append(fresh, f.ID)
			if next := f.MergedIntoID; next != nil && l.folders[*next] == nil {
				wanted = append(wanted, *next)
			}
		}
	}
	if err := l.loadInside(); err != nil {
		return err
	}
	return l.loadBelongings(fresh)
}

// loadBelongings reads the patients, sets, alerts and places of folders just loaded.
func (l *ledger) loadBelongings(fresh []FolderID) error {
	var patients, whole []PatientID // who is not read yet, and whose set is not: patients may have been locked before
	for _, id := range fresh {
		p := l.folders[id].PatientID
		if l.patients[p].ID == 0 {
			patients = append(patients, p)
		}
		whole = append(whole, p)
	}
	found, err := l.tx.Patients(unique(patients))
	if err != nil {
		return err
	}
	for _, p := range found {
		l.patients[p.ID] = p
	}
	sets, err := l.readSets(whole)
	if err != nil {
		return err
	}
	open, err := l.tx.OpenAlerts(unique(fresh))
	if err != nil {
		return err
	}
	for _, a := range open {
		l.alerts[*a.FolderID] = append(l.alerts[*a.FolderID], a)
	}
	if err := l.loadRequests(unique(fresh), sets); err != nil {
		return err
	}
	if err := l.loadPlaces(); err != nil {
		return err
	}
	if err := l.loadCases(fresh); err != nil {
		return err
	}
	return l.carryMerged(fresh)
}

// readSets reads the folders of patients, and answers those of whom nothing was read before.
func (l *ledger) readSets(ids []PatientID) ([]Folder, error) {
	ids = slices.DeleteFunc(unique(ids), func(id PatientID) bool { _, read := l.sets[id]; return read })
	found, err := l.tx.FoldersOf(ids)
	for _, id := range ids {
		l.sets[id] = nil
	}
	for _, f := range found {
		l.sets[f.PatientID] = append(l.sets[f.PatientID], f)
	}
	return found, err
}

func (l *ledger) loadPlaces() error {
	var ids []LocationID
	for _, f := range l.folders {
		ids = append(ids, f.HomeID, f.LocationID)
		if f.ToID != nil {
			ids = append(ids, *f.ToID)
		}
	}
	for _, p := range l.patients {
		if p.InpatientID != nil {
			ids = append(ids, *p.InpatientID)
		}
	}
	for _, b := range l.codes {
		if b.LocationID != nil {
			ids = append(ids, *b.LocationID)
		}
	}
	for _, list := range l.book.requests {
		for _, q := range list {
			ids = append(ids, q.LocationID)
		}
	}
	for _, list := range l.book.others {
		for _, q := range list {
			ids = append(ids, q.LocationID)
		}
	}
	return l.addPlaces(ids)
}

func (l *ledger) addPlaces(ids []LocationID) error {
	ids = slices.DeleteFunc(unique(ids), func(id LocationID) bool { _, known := l.places[id]; return known })
	if len(ids) == 0 {
		return nil
	}
	places, err := l.tx.Locations(ids)
	for _, p := range places {
		l.places[p.ID] = p
	}
	return err
}

// undoing reads what a scan to be taken back did. What this batch has done so far is written first: the scan may be in it.
func (l *ledger) undoing(s Scan) (Undoing, error) {
	u := Undoing{Places: l.places}
	if err := l.save(); err != nil {
		return u, err
	}
	targets, err := l.tx.ScansByID([]string{strings.ToLower(s.Undoes)})
	if err != nil || len(targets) == 0 {
		return u, err
	}
	u.Target = &targets[0]
	if u.Counted, err = l.tx.CountedScan(u.Target.ID); err != nil || u.Target.FolderID == nil {
		return u, err
	}
	moved, found, err := l.tx.MovementOf(u.Target.ID, *u.Target.FolderID)
	if err != nil {
		return u, err
	}
	if !found {
		if len(u.Counted) > 0 {
			err = l.loadFolders([]FolderID{*u.Target.FolderID})
			u.Folder = l.folders[*u.Target.FolderID]
		}
		return u, err
	}
	if l.folders[moved.FolderID] == nil {
		if err := l.loadFolders([]FolderID{moved.FolderID}); err != nil {
			return u, err
		}
	}
	u.Moved, u.Folder = &moved, l.folders[moved.FolderID]
	if id := u.Folder.LastScanID; id != nil {
		seen, err := l.tx.ScansByID([]string{*id})
		if err != nil {
			return u, err
		}
		if len(seen) > 0 {
			u.Seen = &seen[0]
		}
	}
	newest, err := l.tx.NewestMovements(moved.FolderID, u.Folder.Version, 1)
	if err != nil || len(newest) == 0 {
		return u, err
	}
	u.Newest = &newest[0]
	before, err := l.tx.NewestMovements(moved.FolderID, moved.Version-1, 1)
	if err != nil || len(before) == 0 {
		return u, err
	}
	u.Before = &before[0]
	ids := []LocationID{u.Before.LocationID}
	if u.Before.ToID != nil {
		ids = append(ids, *u.Before.ToID)
	}
	return u, l.addPlaces(ids)
}
