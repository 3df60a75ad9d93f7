package tracking

// Readied is how a folder stands for the session that needs it.
type Readied string

// The standings, the best first.
const (
	Here         Readied = "here"
	OnTheWay     Readied = "on_the_way"
	PulledFor    Readied = "pulled"    // off its shelf, not yet sent
	AskedFor     Readied = "requested" // in a library, and asked for
	WithAnother  Readied = "elsewhere" // with another clinic, ward or secretary
	CannotFind   Readied = "missing"
	NotRequested Readied = "not_requested"
)

// Standings lists the standings in the order in which screens show them.
func Standings() []Readied {
	return []Readied{Here, OnTheWay, PulledFor, AskedFor, WithAnother, CannotFind, NotRequested}
}

// Label is the standing in words.
func (s Readied) Label() string {
	switch s {
	case CannotFind:
		return "can't be found"
	case WithAnother:
		return "with somebody else"
	}
	return inWords(string(s))
}

// ReadiedOf says how a folder in that state stands for a place that needs it. here and to are where it is and where it goes; asked is
// the state of the open request for it there, empty where there is none.
func ReadiedOf(s State, here, to, wanted Location, asked RequestState) Readied {
	switch {
	case s.Custody == Missing:
		return CannotFind
	case s.Custody == At && here.Within(wanted.ID):
		return Here
	case s.Custody == InTransit && to.Within(wanted.ID):
		return OnTheWay
	case asked == RequestPulled:
		return PulledFor
	case s.Custody == InTransit && !to.KeepsFolders(), s.Custody == At && !here.KeepsFolders():
		return WithAnother
	case asked == "":
		return NotRequested
	}
	return AskedFor
}

// Readiness counts how the folders of a session stand. Only permanent folders make it ready: what stands in for a missing folder, or is
// on the screen alone, is counted apart.
type Readiness struct {
	Patients   int // booked, with their folders needed
	NotNeeded  int // booked, seen without their folders
	NoFolder   int // booked, and without any folder
	Folders    map[Readied]int
	Temporary  int
	Electronic int
}

// Total is how many permanent folders the session needs.
func (r Readiness) Total() (n int) {
	for _, count := range r.Folders {
		n += count
	}
	return n
}

// Add counts one folder of the session.
func (r *Readiness) Add(f Folder, stands Readied) {
	switch {
	case f.Kind == KindTemporary:
		r.Temporary++
	case f.Status == Digitised:
		r.Electronic++
	default:
		r.Folders[stands]++
	}
}
