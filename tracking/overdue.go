package tracking

import "time"

// AlertID is the database's number for an alert.
type AlertID uint64

// AlertKind says what a person should look at.
type AlertKind string

// The kinds of alert.
const (
	OverdueAlert    AlertKind = "overdue"
	TransitAlert    AlertKind = "in_transit"
	ConflictAlert   AlertKind = "conflict"    // two scans cannot both be true, or a folder that should not exist was seen
	QuarantineAlert AlertKind = "quarantined" // a scan was kept apart
	MissingAlert    AlertKind = "missing"
	DeviceAlert     AlertKind = "device" // a device lost scans, or sent some that somebody should look at

	DisputeAlert AlertKind = "disputed" // its holder says that they sent it back

	IncidentAlert    AlertKind = "incident"    // a missing folder for which an incident must be reported
	MergeAlert       AlertKind = "to_merge"    // two folders whose papers belong together
	SetAlert         AlertKind = "set"         // a volume stayed behind when its set came back
	PaperAlert       AlertKind = "paper"       // the folder's patient was merged into another: a person must bring it to the others
	DiscrepancyAlert AlertKind = "discrepancy" // a consignment came without the folder, or with it though it was not on the list
)

// AlertKinds lists the kinds in the order in which screens show them.
func AlertKinds() []AlertKind {
	return []AlertKind{OverdueAlert, TransitAlert, MissingAlert, IncidentAlert, DisputeAlert, SetAlert, MergeAlert, PaperAlert, DiscrepancyAlert, ConflictAlert, QuarantineAlert, DeviceAlert}
}

// Label is the kind in words.
func (k AlertKind) Label() string {
	switch k {
	case TransitAlert:
		return "too long in transit"
	case ConflictAlert:
		return "conflicting scans"
	case QuarantineAlert:
		return "scan kept apart"
	case DeviceAlert:
		return "device to look at"
	case DisputeAlert:
		return "said to be sent back"
	case IncidentAlert:
		return "incident to report"
	case MergeAlert:
		return "folders to merge"
	case DiscrepancyAlert:
		return "consignment does not agree"
	case PaperAlert:
		return "to be brought together"
	case SetAlert:
		return "left behind by its set"
	}
	return string(k)
}

// Alert is something a person should look at now. Acknowledging one says "seen"; only the folder's own scan closes it.
type Alert struct {
	ID             AlertID
	Kind           AlertKind
	Subject        string // what it is about, unique among the open alerts of its kind: "folder:12", "scan:…"
	FolderID       *FolderID
	LocationID     *LocationID // who should look: the holder
	Text           string
	Open           *bool // true or nil, so that a unique index holds one open alert of a kind and subject
	OpenedAt       time.Time
	AcknowledgedAt *time.Time
	AcknowledgedBy string
	ClosedAt       *time.Time
	ClosedWhy      string
	ChangedAt      time.Time
	Version        int64
}

// AlertView is an alert with the folder it is about.
type AlertView struct {
	Alert
	Folder   *Whereabouts
	Location *Location
}

// checkAt is when the sweep must next look at a folder in that state: when it falls due or has travelled too long.
func (r Rules) checkAt(s State, from, to Location) *time.Time {
	return earliest(s.DueAt, r.arriveBy(s, from, to))
}

// arriveBy is when a folder in transit should have been scanned at its destination: four working hours on one site, two
// working days between sites. nil when it is not in transit.
func (r Rules) arriveBy(s State, from, to Location) *time.Time {
	if s.Custody != InTransit {
		return nil
	}
	by := r.addDays(s.Since, r.TransitDays)
	if !to.awayFrom(from) && !from.awayFrom(to) {
		if soon, err := r.Calendar.AddHours(s.Since, r.TransitHours); err == nil {
			by = soon
		}
	}
	return &by
}

// Watch says which alerts a folder deserves now and when to look again.
func (r Rules) Watch(f Folder, from, to Location, now time.Time) (kinds []AlertKind, next *time.Time) {
	if f.OverdueAt(now) {
		kinds = append(kinds, OverdueAlert)
	} else {
		next = f.DueAt
	}
	if by := r.arriveBy(f.State, from, to); by != nil && !now.Before(*by) {
		kinds = append(kinds, TransitAlert)
	} else {
		next = earliest(next, by)
	}
	return kinds, next
}

// settled says whether what left the folder so ends the alert, and why. scanned tells a scan that counted from what somebody wrote
// at a screen: only the former answers a conflict.
func (a Alert) settled(f Folder, now time.Time, scanned bool) (why string, ended bool) {
	switch a.Kind {
	case OverdueAlert:
		return "no longer overdue", !f.OverdueAt(now)
	case TransitAlert:
		if f.Custody == InTransit {
			return "it was sent again", f.Since.After(a.OpenedAt)
		}
		return "it arrived", true
	case PaperAlert:
		return "", false // a scan shows where it is; it is done when it is brought together
	case MissingAlert, IncidentAlert:
		return "no longer missing", f.Custody != Missing || f.Status.Ended()
	case MergeAlert:
		if f.Status.Ended() {
			return "merged", true
		}
		return "missing again", f.Custody == Missing
	}
	return "scanned again", scanned
}

func earliest(a, b *time.Time) *time.Time {
	if a == nil || (b != nil && b.Before(*a)) {
		return b
	}
	return a
}
