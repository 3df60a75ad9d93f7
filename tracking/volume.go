package tracking

// Refusals of what is done to volumes.
var (
	ErrNotNewest      = &Error{Kind: Conflict, Code: "not_newest_volume", Text: "This is not the newest volume of its set. Only the newest can be withdrawn."}
	ErrVolumeInHand   = &Error{Kind: Conflict, Code: "volume_in_hand", Text: "This volume has been scanned, so it exists on paper. Put its papers into another folder and merge the two."}
	ErrNoVolumeBefore = &Error{Kind: Conflict, Code: "no_volume_before", Text: "There is no volume before it that could take its place. Keep it, or merge it into another folder."}
	ErrVolumeClosed   = &Error{Kind: Conflict, Code: "volume_closed", Text: "This volume is closed already."}
	ErrVolumeOpen     = &Error{Kind: Conflict, Code: "volume_open", Text: "This volume is in use already."}
	ErrVolumeInUse    = &Error{Kind: Conflict, Code: "volume_in_use", Text: "This is the volume in use. Start the next one, which closes it."}
)

// refuseClose says why a volume cannot be closed by itself: papers must have somewhere to go.
func refuseClose(f Folder, set []Folder) error {
	switch {
	case f.Status.Ended():
		return ErrFolderEnded
	case f.Status == Closed:
		return ErrVolumeClosed
	case inUse(f.Kind, set, f.ID) == nil:
		return ErrVolumeInUse
	}
	return nil
}

// refuseReopen says why papers cannot go into a closed volume again.
func refuseReopen(f Folder, _ []Folder) error {
	switch {
	case f.Status.Ended() || f.Kind == KindReplaced:
		return ErrFolderEnded
	case f.Status == Active:
		return ErrVolumeOpen
	}
	return nil
}

// refuseWithdraw says why a volume cannot be taken off the books; else it answers the volume before it, which takes its place.
func refuseWithdraw(f Folder, set []Folder) (before FolderID, err error) {
	if f.Status != Active {
		return 0, ErrFolderEnded
	}
	if f.LastScanAt != nil {
		return 0, ErrVolumeInHand
	}
	best := 0
	for _, o := range set {
		switch {
		case o.ID == f.ID || o.Kind != f.Kind || o.Status.Ended():
		case o.Volume > f.Volume:
			return 0, ErrNotNewest
		case o.Volume > best:
			best, before = o.Volume, o.ID
		}
	}
	if before == 0 || f.Kind == KindTemporary {
		return 0, ErrNoVolumeBefore
	}
	return before, nil
}

// LeftBehind are the volumes of a folder's set that stayed at one of the places where it was while it was out.
func LeftBehind(f Folder, set []Folder, outAt map[LocationID]bool) (left []Folder) {
	for _, o := range set {
		if o.ID != f.ID && o.Kind == f.Kind && !o.Status.Ended() && o.Custody == At && o.OutSince != nil && outAt[o.LocationID] {
			left = append(left, o)
		}
	}
	return left
}
