package tracking

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// registry puts new folders on the books: it gives them barcodes and volume numbers and their first movement.
type registry struct {
	tx    Tx
	rules Rules
	actor Actor
	now   time.Time

	formats  []Format
	codes    map[string]Barcode
	places   map[LocationID]Location
	patients map[string]PatientID
	heads    map[PatientID]PatientID // who they are now
	sets     map[PatientID][]Folder
}

func (r *registry) register(rows []NewFolder) ([]Added[Folder], error) {
	if err := r.load(rows); err != nil {
		return nil, err
	}
	out := make([]Added[Folder], len(rows))
	var fresh []Folder
	var at []int
	for i, row := range rows {
		f, existed, err := r.draw(row)
		out[i] = Added[Folder]{Row: f, Existed: existed, Err: err}
		if err == nil && !existed {
			fresh, at = append(fresh, f), append(at, i)
			r.sets[f.PatientID] = append(r.sets[f.PatientID], f)
			for _, code := range append(row.Aliases, f.Code) {
				if code != "" {
					r.codes[CleanCode(code)] = Barcode{Code: code}
				}
			}
		}
	}
	if err := r.issue(fresh); err != nil {
		return nil, err
	}
	fresh, err := r.write(fresh, func(i int) NewFolder { return rows[at[i]] })
	for i, f := range fresh {
		out[at[i]].Row = f
	}
	return out, err
}

// load reads once what all rows refer to.
func (r *registry) load(rows []NewFolder) error {
	r.codes, r.places = map[string]Barcode{}, map[LocationID]Location{}
	r.patients, r.sets = map[string]PatientID{}, map[PatientID][]Folder{}
	var codes, numbers []string
	for _, row := range rows {
		codes = append(append(codes, row.Code, row.Home, row.Location), row.Aliases...)
		numbers = append(numbers, CleanNumber(row.Patient))
	}
	for i := range codes {
		codes[i] = CleanCode(codes[i])
	}
	var err error
	if r.formats, err = r.tx.Formats(); err != nil {
		return err
	}
	found, err := r.tx.Barcodes(unique(codes))
	if err != nil {
		return err
	}
	var places []LocationID
	for _, b := range found {
		r.codes[b.Code] = b
		if b.LocationID != nil {
			places = append(places, *b.LocationID)
		}
	}
	locations, err := r.tx.Locations(unique(places))
	if err != nil {
		return err
	}
	for _, p := range locations {
		r.places[p.ID] = p
	}
	known, err := r.tx.PatientsByNumber(HospitalNumber, unique(numbers))
	if err != nil {
		return err
	}
	var patients []PatientID
	for _, n := range known {
		r.patients[n.Number] = n.PatientID
		patients = append(patients, n.PatientID)
	}
	if patients, err = r.loadHeads(unique(patients)); err != nil {
		return err
	}
	folders, err := r.tx.FoldersOf(patients)
	for _, f := range folders {
		r.sets[f.PatientID] = append(r.sets[f.PatientID], f)
	}
	return err
}

// loadHeads locks patients, so that none is merged meanwhile, and answers them with those that they were merged into.
func (r *registry) loadHeads(ids []PatientID) ([]PatientID, error) {
	r.heads = map[PatientID]PatientID{}
	locked, err := r.tx.LockPatients(ids)
	for _, p := range locked {
		r.heads[p.ID] = p.Head()
		ids = append(ids, p.Head())
	}
	return unique(ids), err
}

// owner is whose set a folder of a patient's number belongs to. A new folder of a merged patient is the survivor's; one that has a volume
// of the old number on its cover, or is known by its barcode, stands by that number until it is brought together.
func (r *registry) owner(row NewFolder, patient PatientID) PatientID {
	b := r.codes[CleanCode(row.Code)]
	known := func(f Folder) bool { return b.FolderID != nil && f.ID == *b.FolderID }
	if row.Volume > 0 || slices.ContainsFunc(r.sets[patient], known) {
		return patient
	}
	return r.heads[patient]
}

// draw makes the folder of one row, or says that it is here already, or why it cannot be taken.
func (r *registry) draw(row NewFolder) (f Folder, existed bool, err error) {
	patient, known := r.patients[CleanNumber(row.Patient)]
	if !known {
		return f, false, ErrUnknownPatient
	}
	patient = r.owner(row, patient)
	if row.Kind == "" {
		row.Kind = KindMain
	}
	if !slices.Contains(FolderKinds(), row.Kind) {
		return f, false, invalid("unknown_kind", fmt.Sprintf("There is no kind of folder %q.", row.Kind))
	}
	if row.Kind == KindTemporary && row.Source != Import { // those of the time before come with the import
		return f, false, invalid("temporary_alone", "A temporary folder stands in for a missing one. Make it from that folder's page.")
	}
	if row.Volume < 0 || row.Volume > 999 {
		return f, false, invalid("volume_out_of_range", "A volume is a number from 1 to 999.")
	}
	f = Folder{PatientID: patient, Kind: row.Kind, Volume: row.Volume, Status: Active, Source: row.Source, Confidence: Keyed, Version: 1, CreatedAt: r.now, ChangedAt: r.now}
	if f.Source == "" {
		f.Source = Screen
	}
	if f.Code, existed, err = r.code(row.Code, patient); err != nil || existed {
		return f, existed, err
	}
	if existed, err = r.number(&f, row.Code); err != nil || existed {
		return f, existed, err
	}
	for _, alias := range row.Aliases {
		if _, taken := r.codes[CleanCode(alias)]; taken {
			return f, false, ErrBarcodeTaken
		}
		if c := Classify(alias, r.formats); c.Kind != FolderCode {
			return f, false, foreignCode(c)
		}
	}
	return f, false, r.place(&f, row)
}

// code checks the barcode of a row. An empty one is issued later.
func (r *registry) code(raw string, patient PatientID) (code string, existed bool, err error) {
	if strings.TrimSpace(raw) == "" {
		return "", false, nil
	}
	c := Classify(raw, r.formats)
	if c.Kind != FolderCode {
		return "", false, foreignCode(c)
	}
	taken, found := r.codes[c.Code]
	if !found {
		return c.Code, false, nil
	}
	for _, o := range r.sets[patient] {
		if taken.FolderID != nil && o.ID == *taken.FolderID {
			return c.Code, true, nil
		}
	}
	return c.Code, false, ErrBarcodeTaken
}

// number gives the folder its volume: the next of its kind, or the one asked for, which must not exist.
func (r *registry) number(f *Folder, code string) (existed bool, err error) {
	newest := 0
	for _, o := range r.sets[f.PatientID] {
		if o.Kind != f.Kind {
			continue
		}
		newest = max(newest, o.Volume)
		if o.Volume == f.Volume {
			if strings.TrimSpace(code) == "" {
				f.Code = o.Code
				return true, nil
			}
			return false, ErrVolumeTaken
		}
	}
	if f.Volume == 0 {
		f.Volume = newest + 1
	}
	return false, nil
}

var firstOut = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)

func (r *registry) place(f *Folder, row NewFolder) error {
	home, err := r.location(row.Home)
	if err != nil {
		return err
	}
	here := home
	if strings.TrimSpace(row.Location) != "" {
		if here, err = r.location(row.Location); err != nil {
			return err
		}
	}
	if row.OutSince != nil && row.OutSince.Before(firstOut) {
		return invalid("out_too_early", "No folder has been out that long. Check the year.")
	}
	if row.OutSince != nil && row.OutSince.After(r.now) {
		return invalid("out_in_future", "The folder cannot have left home in the future.")
	}
	f.HomeID = home.ID
	since := r.now
	if row.OutSince != nil {
		since = *row.OutSince
	}
	f.State = State{Custody: At, LocationID: here.ID, Since: since}
	f.Loan = r.rules.clock(Known{Folder: f, Here: &here, Places: r.places}, here, since)
	f.CheckAt = r.rules.checkAt(f.State, here, Location{})
	return nil
}

func (r *registry) location(code string) (Location, error) {
	b, found := r.codes[CleanCode(code)]
	if !found || b.LocationID == nil {
		return Location{}, ErrUnknownLocation
	}
	p := r.places[*b.LocationID]
	if p.RetiredAt != nil {
		return Location{}, ErrLocationRetired
	}
	return p, nil
}

// issue gives barcodes to the folders that have none.
func (r *registry) issue(folders []Folder) error {
	var bare []*Folder
	for i := range folders {
		if folders[i].Code == "" {
			bare = append(bare, &folders[i])
		}
	}
	codes, err := issueCodes(r.tx, FolderCode, len(bare))
	for i, f := range bare {
		if err == nil {
			f.Code = codes[i]
		}
	}
	return err
}

// issueCodes takes n new barcodes of a kind. Numbers with an unwanted check character are passed over for ever.
func issueCodes(tx Tx, kind ReadingKind, n int) ([]string, error) {
	var codes []string
	for len(codes) < n {
		missing := n - len(codes)
		first, err := tx.NextNumbers(kind, missing)
		if err != nil {
			return nil, err
		}
		for i := range uint64(missing) {
			if code, ok := Issue(kind, first+i); ok {
				codes = append(codes, code)
			}
		}
	}
	return codes, nil
}

// write stores folders, their barcodes and their first movements.
func (r *registry) write(folders []Folder, rowOf func(int) NewFolder) ([]Folder, error) {
	if len(folders) == 0 {
		return nil, nil
	}
	folders, err := keyed(r.tx, folders)
	if err != nil {
		return nil, err
	}
	if folders, err = r.tx.AddFolders(folders); err != nil {
		return nil, err
	}
	var barcodes []Barcode
	var merged []PatientID
	var movements []Movement
	var audit []AuditEntry
	for i, f := range folders {
		if head, read := r.heads[f.PatientID]; read && head != f.PatientID {
			merged = append(merged, f.PatientID)
		}
		barcodes = append(barcodes, Barcode{Code: f.Code, FolderID: &folders[i].ID, CreatedAt: r.now})
		for _, alias := range rowOf(i).Aliases {
			barcodes = append(barcodes, Barcode{Code: Classify(alias, r.formats).Code, FolderID: &folders[i].ID, Alias: true, CreatedAt: r.now})
		}
		movements = append(movements, Movement{FolderID: f.ID, Version: 1, Kind: Created, State: f.State, At: f.Since, RecordedAt: r.now,
			Actor: r.actor.Name, Source: f.Source, Confidence: f.Confidence})
		audit = append(audit, r.actor.did(AuditEntry{Action: "folder.add", FolderID: &folders[i].ID, PatientID: &folders[i].PatientID}, r.now))
	}
	if err := r.tx.AddBarcodes(barcodes); err != nil {
		return nil, err
	}
	if err := r.tx.AddMovements(movements); err != nil {
		return nil, err
	}
	if err := r.tx.PaperWaits(unique(merged)); err != nil {
		return nil, err
	}
	return folders, r.tx.AddAudit(audit)
}

// nextVolume puts the volume after f on the books, at home: it is of whoever the patient is now.
func (r *registry) nextVolume(f Folder, head PatientID, home Location) (Folder, error) {
	set, err := r.tx.FoldersOf([]PatientID{head})
	if err != nil {
		return f, err
	}
	next := Folder{PatientID: head, Kind: f.Kind, Volume: joinSet(Folder{Kind: f.Kind, Volume: 1}, set), HomeID: f.HomeID, Status: Active, Source: Screen,
		Confidence: Keyed, Version: 1, CreatedAt: r.now, ChangedAt: r.now, State: State{Custody: At, LocationID: home.ID, Since: r.now}}
	fresh := []Folder{next}
	if err := r.issue(fresh); err != nil {
		return next, err
	}
	if fresh, err = r.write(fresh, func(int) NewFolder { return NewFolder{} }); err != nil {
		return next, err
	}
	return fresh[0], nil
}
