package tracking

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// NewPrint says whose labels are to be printed.
type NewPrint struct {
	ID     string // the client's UUID: the same id with the same codes is the same job
	Title  string // what was chosen, in words
	Codes  []string
	Reason string // why folders that have a label get another, where that was said already
}

// PreparePrint puts the labels of folders and locations together. Nothing is printed before Print.
func (s *Service) PreparePrint(ctx context.Context, actor Actor, n NewPrint) (j PrintJob, err error) {
	if err := actor.must(MayPrint); err != nil {
		return j, err
	}
	if err := n.check(); err != nil {
		return j, err
	}
	write := func(tx Tx) error {
		known, found, err := tx.LockPrintJob(n.ID)
		if err != nil {
			return err
		}
		j = PrintJob{ID: n.ID, State: Prepared, Title: cut(n.Title, 100), StartAt: 1, Reason: cut(n.Reason, 200), Fingerprint: PrintFingerprint(n.Codes), Actor: actor.Name, CreatedAt: s.now(), Version: 1}
		if found {
			if known.Fingerprint != j.Fingerprint {
				return ErrPrintIDTaken
			}
			j = known
			return nil
		}
		list, err := labelsOf(tx, actor, n.ID, n.Codes)
		if err != nil {
			return err
		}
		if j.Labels = len(list); j.Title == "" {
			j.Title = LabelCount(j.Labels)
		}
		return tx.AddPrintJob(j, list)
	}
	if err = s.store.Write(ctx, write); errors.Is(err, ErrDuplicate) { // the same job came twice at once: now the first can be seen
		err = s.store.Write(ctx, write)
	}
	return j, err
}

func (n *NewPrint) check() error {
	n.ID = strings.ToLower(n.ID)
	var codes []string
	for _, code := range n.Codes {
		if code = CleanCode(code); code != "" {
			codes = append(codes, code)
		}
	}
	n.Codes = codes
	switch {
	case !isUUID(n.ID):
		return invalid("print_id", "A print job's id is a UUID.")
	case len(codes) == 0:
		return invalid("codes_missing", "Scan or type the barcodes of the folders or locations first.")
	case len(codes) > MaxLabels:
		return invalid("too_many_labels", fmt.Sprintf("%d labels are too many for one job. Print %d at most, then the next.", len(codes), MaxLabels))
	}
	return nil
}

// labelsOf are the labels of the codes, in their order; a merged folder's is that of the folder it went into.
func labelsOf(tx Tx, actor Actor, job string, codes []string) ([]PrintLabel, error) {
	known, err := meanings(tx, codes)
	if err != nil {
		return nil, err
	}
	var list []PrintLabel
	printed := map[string]bool{}
	for i, code := range codes {
		l, found, err := known.label(code)
		switch {
		case err != nil:
			return nil, err
		case !found:
			return nil, UnknownOfList(i, len(codes))
		case l.UserID != nil && !actor.Role.May(MayAdminister):
			return nil, ErrForbidden // a badge lets somebody in
		}
		if !printed[l.Code] {
			printed[l.Code] = true
			l.JobID, l.Position = job, len(list)+1
			list = append(list, l)
		}
	}
	return list, nil
}

// meant is what codes mean.
type meant struct {
	barcodes   map[string]Barcode
	folders    map[FolderID]Folder // a merged one stands for the one it went into
	places     map[LocationID]Location
	containers map[ContainerID]Container
}

// label is the label of what a code means, with its own barcode.
func (m meant) label(code string) (l PrintLabel, found bool, err error) {
	b, found := m.barcodes[code]
	switch {
	case !found:
	case b.FolderID != nil:
		f := m.folders[*b.FolderID]
		if f.Status.Ended() {
			return l, true, &Error{Kind: Conflict, Code: ErrFolderEnded.Code, Text: f.Name() + " is " + string(f.Status) + ": there is no paper to put a label on. Take it off the list."}
		}
		l = PrintLabel{FolderID: &f.ID, Code: f.Code}
	case b.LocationID != nil:
		l = PrintLabel{LocationID: b.LocationID, Code: m.places[*b.LocationID].Code}
	case b.ContainerID != nil:
		l = PrintLabel{ContainerID: b.ContainerID, Code: m.containers[*b.ContainerID].Code}
	default:
		l = PrintLabel{UserID: b.UserID, Code: b.Code}
	}
	return l, found, nil
}

// meanings reads what the codes mean.
func meanings(tx Tx, codes []string) (m meant, err error) {
	known, err := tx.Barcodes(codes)
	if err != nil {
		return m, err
	}
	m = meant{map[string]Barcode{}, nil, map[LocationID]Location{}, map[ContainerID]Container{}}
	var folderIDs []FolderID
	var placeIDs []LocationID
	var containerIDs []ContainerID
	for _, b := range known {
		m.barcodes[b.Code] = b
		switch {
		case b.FolderID != nil:
			folderIDs = append(folderIDs, *b.FolderID)
		case b.LocationID != nil:
			placeIDs = append(placeIDs, *b.LocationID)
		case b.ContainerID != nil:
			containerIDs = append(containerIDs, *b.ContainerID)
		}
	}
	if m.folders, err = survivors(tx, folderIDs); err != nil {
		return m, err
	}
	places, err := tx.Locations(unique(placeIDs))
	for _, p := range places {
		m.places[p.ID] = p
	}
	if err != nil || len(containerIDs) == 0 {
		return m, err
	}
	containers, err := tx.Containers(unique(containerIDs))
	for _, c := range containers {
		m.containers[c.ID] = c
	}
	return m, err
}

// UnknownOfList is the refusal of a barcode in a list, by its place: what was typed may be a patient's number and is not repeated.
func UnknownOfList(i, n int) error {
	e := *ErrUnknownBarcode
	if e.Text = "No folder or location has this barcode. Check it."; n > 1 {
		e.Text = fmt.Sprintf("No folder or location has barcode %d of the list. Check it, or take it off the list.", i+1)
	}
	return &e
}

// survivors reads folders, and for a merged one the folder that it went into.
func survivors(tx Tx, ids []FolderID) (map[FolderID]Folder, error) {
	out, next := map[FolderID]Folder{}, map[FolderID]FolderID{}
	for _, id := range unique(ids) {
		next[id] = id
	}
	for range 10 { // folders merged into merged ones; a ring cannot be, but a loop must not hang
		var wanted []FolderID
		for _, id := range next {
			wanted = append(wanted, id)
		}
		if len(wanted) == 0 {
			break
		}
		folders, err := tx.Folders(unique(wanted))
		if err != nil {
			return nil, err
		}
		byID := map[FolderID]Folder{}
		for _, f := range folders {
			byID[f.ID] = f
		}
		for asked, id := range next {
			f := byID[id]
			out[asked] = f
			if delete(next, asked); f.MergedIntoID != nil {
				next[asked] = *f.MergedIntoID
			}
		}
	}
	return out, nil
}

// A prepared job waits a day for whoever put it together.
const (
	preparedFor     = 24 * time.Hour
	forgottenAtOnce = 100
)

// forgetPrints drops the jobs that were put together and never asked for. Nothing was printed of them, and whoever still needs the labels
// puts them together in a moment.
func (s *Service) forgetPrints(ctx context.Context) (more bool, err error) {
	err = s.store.Write(ctx, func(tx Tx) error {
		forgotten, err := tx.ForgetPrints(s.now().Add(-preparedFor), forgottenAtOnce)
		more = forgotten == forgottenAtOnce
		return err
	})
	return more, err
}
