package tracking

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// StocktakeID is the database's number for a stocktake.
type StocktakeID uint64

// StocktakeKind is what is compared with what the system says.
type StocktakeKind string

// The kinds.
const (
	FullStocktake StocktakeKind = "full"   // everything in a place
	SampleAudit   StocktakeKind = "sample" // folders drawn by lot of those that the system says are in a place: are they there?
	ShelfAudit    StocktakeKind = "shelf"  // a shelf drawn by lot: does the system say what stands on it?
)

// Label is the kind in words.
func (k StocktakeKind) Label() string {
	return map[StocktakeKind]string{FullStocktake: "stocktake", SampleAudit: "audit by folders", ShelfAudit: "audit of a shelf"}[k]
}

// StocktakeState is how far a stocktake is.
type StocktakeState string

// The states.
const (
	StocktakeOpen      StocktakeState = "open"
	StocktakeFinished  StocktakeState = "finished"
	StocktakeCancelled StocktakeState = "cancelled"
	StocktakeLapsed    StocktakeState = "lapsed" // nobody scanned for a week: it says nothing of what was not found
)

const (
	// StocktakeIdle is how long a stocktake stays open without a scan.
	StocktakeIdle = 7 * 24 * time.Hour
	// StocktakeAge is how old it may be to be taken up again: what was expected then says little of today.
	StocktakeAge = 28 * 24 * time.Hour
	// StocktakeMost is how many folders one compares; a library is counted bay by bay.
	StocktakeMost = 20_000
	// SampleMost is how many folders an audit draws at most.
	SampleMost = 400
	// SampleUsual is how many it draws where nobody says.
	SampleUsual = 50
)

// Forever is until when a stocktake counts that is still open.
var Forever = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Stocktake compares a place and everything in it with what the system said when it began.
type Stocktake struct {
	ID          StocktakeID
	Kind        StocktakeKind
	LocationID  LocationID
	DrawnFromID *LocationID // ShelfAudit: the place in which the shelf was drawn
	OpenAt      *string     // the kind and place while it is open: each is counted once at a time
	State       StocktakeState
	Seed        int64 // of the lot: the same seed draws the same again from the same folders
	Expected    int   // folders that the system said were there
	Away        int   // folders at home there that it said were elsewhere
	StartedAt   time.Time
	StartedBy   string
	CountsUntil time.Time // scans made later do not count
	EndedAt     *time.Time
	EndedBy     string
	ScannedAt   time.Time // when the newest scan came that counted; else when it began or was taken up again
	StocktakeTally
	Version   int64
	ChangedAt time.Time
}

// StocktakeTally is a result in figures.
type StocktakeTally struct {
	Found, WrongShelf, NotFound, Unexpected, Misfiled int
	// Checked is how many answers an audit has, Confirmed how many of them were what the system said.
	Checked, Confirmed int
}

// openAt is what no two open stocktakes share.
func (t Stocktake) openAt() *string {
	key := fmt.Sprintf("%s:%d", t.Kind, t.LocationID)
	return &key
}

// Counts says whether a scan made at a moment in a place counts.
func (t Stocktake) Counts(here Location, at time.Time) bool {
	return here.Within(t.LocationID) && !at.Before(t.StartedAt) && !at.After(t.CountsUntil)
}

// MayResume says until when a stocktake that lapsed can be taken up again.
func (t Stocktake) MayResume(now time.Time) bool {
	return t.State == StocktakeLapsed && now.Sub(t.StartedAt) < StocktakeAge
}

// StocktakeFolder is what the system said of a folder when a stocktake began.
type StocktakeFolder struct {
	StocktakeID StocktakeID
	FolderID    FolderID
	Away        bool // at home there, but recorded elsewhere
	LocationID  LocationID
	Custody     Custody
}

// StocktakeScan is a scan that counts to a stocktake.
type StocktakeScan struct {
	StocktakeID StocktakeID
	ScanID      string
	FolderID    *FolderID // nil: no folder has the code
	Code        string    // where no folder has it
	LocationID  LocationID
	Round       string // the device's, or the one time that it went along the shelf
	Seq         int64
	At          time.Time
	Actor       string
	TakenBackAt *time.Time
}

// Settled is what somebody decided of a folder after a stocktake.
type Settled struct {
	StocktakeID StocktakeID
	FolderID    FolderID
	SettledAs   Settlement
	SettledBy   string
	SettledAt   time.Time
}

// Settlement is a decision on what a stocktake found.
type Settlement string

// The settlements.
const (
	SettleMissing Settlement = "missing" // report it missing: a case is opened
	SettleFile    Settlement = "file"    // file it where it was found
	SettleHome    Settlement = "home"    // send it to its home
	SettleRehome  Settlement = "rehome"  // from now on it belongs where it was found
)

// Label is the settlement in words.
func (s Settlement) Label() string {
	return map[Settlement]string{SettleMissing: "reported missing", SettleFile: "filed where found", SettleHome: "sent home", SettleRehome: "given its home there"}[s]
}

// Finding is what a stocktake says of one folder.
type Finding string

// The findings.
const (
	FoundThere   Finding = "found"       // where the system said
	OnWrongShelf Finding = "wrong_shelf" // expected here, seen on another shelf of the same place
	NotSeen      Finding = "not_found"   // expected here and seen by nobody
	MovedSince   Finding = "moved"       // expected here, but somebody moved it meanwhile
	BackUntold   Finding = "back"        // at home here and recorded elsewhere, but it stands here
	CameSince    Finding = "came"        // it was brought here, to its home, after the beginning
	NotOurs      Finding = "not_ours"    // it stands here and belongs elsewhere, or its life has ended
	OnLoan       Finding = "on_loan"     // at home here, recorded elsewhere, not seen
)

// Findings lists them in the order in which a result does.
func Findings() []Finding {
	return []Finding{NotSeen, OnWrongShelf, NotOurs, BackUntold, MovedSince, CameSince, OnLoan, FoundThere}
}

// Label is the finding in words.
func (f Finding) Label() string {
	return map[Finding]string{FoundThere: "found", OnWrongShelf: "on the wrong shelf", NotSeen: "not found", MovedSince: "moved meanwhile",
		BackUntold: "back without a scan", CameSince: "came meanwhile", NotOurs: "belongs elsewhere", OnLoan: "on loan"}[f]
}

// Ways are the settlements that a finding can have, the usual one first.
func (f Finding) Ways() []Settlement {
	switch f {
	case NotSeen:
		return []Settlement{SettleMissing}
	case OnWrongShelf, NotOurs:
		return []Settlement{SettleHome, SettleFile, SettleRehome}
	case BackUntold:
		return []Settlement{SettleFile}
	}
	return nil
}

// StocktakeFacts is everything that a result is made of. None of it changes once it is written, so a result can be made again.
type StocktakeFacts struct {
	Expected []StocktakeFolder
	Scans    []StocktakeScan       // those not taken back
	Newest   map[FolderID]Movement // of folders that moved between the beginning and the end: the newest movement then
	Folders  map[FolderID]Folder   // with no more than a result needs
	Places   map[LocationID]Location
}

// StocktakeRow is one folder of a result.
type StocktakeRow struct {
	FolderID FolderID
	Finding  Finding
	Said     *StocktakeFolder // what the system said; nil: it did not expect it
	Seen     *StocktakeScan   // nil: nobody saw it
	Confirms bool             // an audit takes this for a right answer
}

// StocktakeResult is what a stocktake found.
type StocktakeResult struct {
	Rows     []StocktakeRow // in filing order
	Misfiled []Misfiled     // as few folders as can be, after which those that stay stand in order
	Unknown  []StocktakeScan
	Seen     int // folders that were seen, each once
}

// Result compares what was expected with what was seen. A folder that several people scanned, or one person twice, is one folder: where
// it was seen last is where it is.
func (t Stocktake) Result(facts StocktakeFacts) StocktakeResult {
	var r StocktakeResult
	seen := map[FolderID]*StocktakeScan{}
	scans := slices.Clone(facts.Scans)
	slices.SortFunc(scans, func(a, b StocktakeScan) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.ScanID, b.ScanID))
	})
	unknown := map[string]bool{}
	for i, s := range scans {
		switch {
		case s.FolderID != nil:
			seen[*s.FolderID] = &scans[i]
		case !unknown[s.Code]:
			unknown[s.Code] = true
			r.Unknown = append(r.Unknown, s)
		}
	}
	r.Seen = len(seen)
	said := map[FolderID]bool{}
	for i, e := range facts.Expected {
		said[e.FolderID] = true
		r.Rows = append(r.Rows, t.row(facts, e.FolderID, &facts.Expected[i], seen[e.FolderID]))
	}
	for id, s := range seen {
		if !said[id] {
			r.Rows = append(r.Rows, t.row(facts, id, nil, s))
		}
	}
	slices.SortFunc(r.Rows, func(a, b StocktakeRow) int {
		return cmp.Or(cmp.Compare(facts.Folders[a.FolderID].FilingKey, facts.Folders[b.FolderID].FilingKey), cmp.Compare(a.FolderID, b.FolderID))
	})
	if t.Kind != SampleAudit { // whoever goes for single folders passes along no shelf
		r.Misfiled = r.order(facts, scans)
	}
	return r
}

func (t Stocktake) row(facts StocktakeFacts, id FolderID, said *StocktakeFolder, seen *StocktakeScan) StocktakeRow {
	row := StocktakeRow{FolderID: id, Said: said, Seen: seen}
	f, moved := facts.Folders[id], facts.Newest[id]
	switch {
	case seen == nil && said.Away:
		row.Finding = OnLoan
	case seen == nil && moved.ID != 0 && moved.Custody != Missing && (moved.Custody != At || moved.LocationID != said.LocationID):
		row.Finding = MovedSince
	case seen == nil:
		row.Finding = NotSeen
	case said != nil && !said.Away:
		row.Finding, row.Confirms = FoundThere, true
		if here, there := facts.Places[seen.LocationID], facts.Places[said.LocationID]; !here.Within(there.ID) && !there.Within(here.ID) {
			row.Finding, row.Confirms = OnWrongShelf, false
		}
	case f.Status.Ended() || !facts.Places[seen.LocationID].countsAs(facts.Places[f.HomeID]):
		row.Finding = NotOurs
	case moved.Kind == Filed || moved.Kind == Received:
		row.Finding, row.Confirms = CameSince, true
	default:
		row.Finding = BackUntold
	}
	return row
}

// order looks along each shelf. What one device scanned in one round stood side by side in the order of its scans; two people on one shelf
// are two rounds. A folder counts in the round that saw it last, at the place in it where it was scanned first.
func (r StocktakeResult) order(facts StocktakeFacts, scans []StocktakeScan) (list []Misfiled) {
	type round struct {
		shelf LocationID
		round string
	}
	belongs := map[FolderID]round{}
	for _, row := range r.Rows {
		if row.Seen != nil && (row.Finding == FoundThere || row.Finding == BackUntold || row.Finding == CameSince) && facts.Places[row.Seen.LocationID].KeepsFolders() {
			belongs[row.FolderID] = round{row.Seen.LocationID, row.Seen.Round}
		}
	}
	rows, rounds := map[round][]Folder{}, []round{}
	for _, s := range scans {
		if s.FolderID == nil {
			continue
		}
		in := round{s.LocationID, s.Round}
		if belongs[*s.FolderID] != in {
			continue
		}
		delete(belongs, *s.FolderID)
		if rows[in] == nil {
			rounds = append(rounds, in)
		}
		rows[in] = append(rows[in], facts.Folders[*s.FolderID])
	}
	for _, in := range rounds {
		list = append(list, misfiled(in.shelf, rows[in])...)
	}
	return list
}

// Tallied counts a result.
func (t Stocktake) Tallied(r StocktakeResult) StocktakeTally {
	n := StocktakeTally{Misfiled: len(r.Misfiled)}
	for _, row := range r.Rows {
		switch row.Finding {
		case FoundThere:
			n.Found++
		case OnWrongShelf:
			n.WrongShelf++
		case NotSeen:
			n.NotFound++
		case NotOurs, BackUntold, CameSince:
			n.Unexpected++
		}
		asked := row.Said != nil && !row.Said.Away && row.Finding != MovedSince // what somebody took away meanwhile answers nothing
		if t.Kind == ShelfAudit {
			asked = row.Seen != nil
		}
		if asked {
			n.Checked++
			if row.Confirms {
				n.Confirmed++
			}
		}
	}
	if t.Kind == ShelfAudit {
		n.Checked += len(r.Unknown)
	}
	return n
}

// Draw is n different places of 0 to of-1 by lot, in rising order. The same seed draws the same.
func Draw(seed int64, n, of int) []int {
	lot := rand.New(rand.NewPCG(uint64(seed), 0x57_0C_4B))
	drawn := map[int]bool{}
	for last := of - min(n, of); last < of; last++ { // Floyd's way: one number for each that is drawn
		if pick := lot.IntN(last + 1); !drawn[pick] {
			drawn[pick] = true
		} else {
			drawn[last] = true
		}
	}
	list := make([]int, 0, len(drawn))
	for pick := range drawn {
		list = append(list, pick)
	}
	slices.Sort(list)
	return list
}

// Interval is between which shares the true one lies with 95 % confidence, when right of n were right: Wilson's interval, which holds for
// small samples and for shares near one.
func Interval(right, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959964
	p, size := float64(right)/float64(n), float64(n)
	centre := (p + z*z/(2*size)) / (1 + z*z/size)
	reach := z / (1 + z*z/size) * math.Sqrt(p*(1-p)/size+z*z/(4*size*size))
	return max(0, centre-reach), min(1, centre+reach)
}
