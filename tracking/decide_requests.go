package tracking

import (
	"fmt"
	"slices"
)

// Rule 10 of the scan decision: what a scan does for those who wait for the folder.

// sight is what a scan shows of the folder, for the requests that wait for it.
func (k Known) sight(s Scan, next State, moved bool) sight {
	seen := sight{State: next, here: *k.Here, at: s.At, moved: moved, filed: s.Action == File && k.MayShelve, puller: k.Puller}
	if next.ToID != nil && k.To != nil {
		seen.to = *k.To
	}
	return seen
}

// fulfilment says in words what the sight does to requests, to follow a reason.
func (r Rules) fulfilment(k Known, seen sight) (why string) {
	for _, step := range r.follow(k.Requests, seen) {
		for _, q := range k.Requests {
			if q.ID != step.Request {
				continue
			}
			place := k.place(q.LocationID).Name
			switch step.To {
			case RequestFilled:
				why += fmt.Sprintf(" %s asked for it, so that request is filled.", place)
			case RequestSent:
				why += fmt.Sprintf(" %s asked for it, so that request is on its way.", place)
			case RequestPulled:
				why += fmt.Sprintf(" You are pulling it for %s.", place)
			case RequestWaiting:
				why += fmt.Sprintf(" %s still waits for it.", place)
			}
		}
	}
	return why
}

// wrongVolume turns an answer into a check where a place gets a volume that it has not asked for, while it waits for another one of
// the same set. The folder is there all the same.
func (r Rules) wrongVolume(d *Decision, s Scan, k Known, at Location) {
	f := k.Folder
	asked := func(q Request) bool { return at.Within(q.LocationID) && r.soon(q.NeededBy, s.At) }
	if d.Class != Done && d.Class != Note || slices.ContainsFunc(k.Requests, asked) {
		return
	}
	for _, q := range k.OtherRequests {
		i := slices.IndexFunc(k.Others, func(o Folder) bool { return o.ID == q.FolderID })
		if i < 0 || !asked(q) || k.Others[i].Kind != f.Kind || k.Others[i].Volume == f.Volume || k.Others[i].is(At, at.ID) {
			continue
		}
		d.Class = Check
		d.Message = fmt.Sprintf("%s But it is volume %d, and %s asked for volume %d, %s. Look for that one too.",
			d.Message, f.Volume, k.place(q.LocationID).Name, k.Others[i].Volume, k.Others[i].Name())
		d.Why += " Another volume of this set is wanted there."
		return
	}
}

// wanted says who waits for a folder that is at a place or goes there, and by when.
func (r Rules) wanted(s Scan, k Known, at Location) []Notice {
	q := r.onwards(k.Requests, at, s.At)
	if q == nil {
		return nil
	}
	place := k.place(q.LocationID)
	if to, astray := k.astray(); astray && to.ID == place.ID {
		return nil // it has been told that it was meant for there
	}
	return []Notice{{Code: "wanted_elsewhere", Text: fmt.Sprintf("Wanted at %s, %s.", place.Name, r.when(q.NeededBy, s.At)), Location: place.Code}}
}
