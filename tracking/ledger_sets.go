package tracking

import (
	"fmt"
	"time"
)

// setWithin is how long the volumes of a set may take to come back one after another before one that has stayed behind is told.
const setWithin = 30 * time.Minute

// expectSet lets the sweep look at a folder's set a while after it has come home while others of the set are out. Being filed meanwhile
// changes nothing in that.
func (l *ledger) expectSet(f *Folder, before Folder) {
	if f.OutSince != nil || f.Custody != At {
		return
	}
	if before.OutSince == nil {
		f.CheckAt = earliest(f.CheckAt, before.CheckAt)
		return
	}
	for _, o := range l.sets[f.PatientID] {
		if now := l.folders[o.ID]; now != nil {
			o = *now
		}
		if o.ID != f.ID && o.Kind == f.Kind && !o.Status.Ended() && o.OutSince != nil {
			at := l.now.Add(setWithin)
			f.CheckAt = earliest(f.CheckAt, &at)
			return
		}
	}
}

// outing is how many of a folder's newest movements are looked at for where it was while it was out.
const outing = 30

// checkSet opens an alert for each volume that stayed where its set was, after another one has come home.
func (l *ledger) checkSet(f *Folder) error {
	if f.Custody != At || f.OutSince != nil || f.Status.Ended() {
		return nil
	}
	newest, err := l.tx.NewestMovements(f.ID, f.Version, outing)
	if err != nil {
		return err
	}
	places, out := map[LocationID]bool{}, false
	for _, m := range newest {
		if m.OutSince == nil && out {
			break
		}
		if m.OutSince != nil {
			out = true
			places[m.LocationID] = true
		}
	}
	if !out {
		return nil
	}
	set, err := l.tx.FoldersOf([]PatientID{f.PatientID})
	if err != nil {
		return err
	}
	var ids []FolderID
	for _, o := range LeftBehind(*f, set, places) {
		ids = append(ids, o.ID)
	}
	if err := l.loadFolders(ids); err != nil {
		return err
	}
	for _, id := range ids {
		o := l.folders[id]
		l.openAlert(SetAlert, fmt.Sprintf("folder:%d", id), o, fmt.Sprintf("Volume %d of the set came back and %s, volume %d, did not. It was last at %s.",
			f.Volume, o.Name(), o.Volume, l.places[o.LocationID].Name))
	}
	return nil
}
