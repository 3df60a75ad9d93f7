package tracking

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// PrintState is how far a print job has come.
type PrintState string

// The states of a print job. Once bytes may have left for the printer, a job is never sent again by itself: a label that prints
// twice ends up on two folders.
const (
	Prepared   PrintState = "prepared"  // chosen, not yet asked for
	Waiting    PrintState = "waiting"   // for the printer, or for the person who fetches the file; nothing was sent
	Sending    PrintState = "sending"   // bytes may be on their way
	Dispatched PrintState = "sent"      // the printer took all of it
	Unsure     PrintState = "unsure"    // broken off: some labels may have been printed
	Printed    PrintState = "done"      // the printer said so, a person said so, or the labels were scanned
	Failed     PrintState = "failed"    // will not be printed; Problem says why
	Cancelled  PrintState = "cancelled" // somebody took it back before it was sent
)

// PrintStates lists the states in the order of a job's life.
func PrintStates() []PrintState {
	return []PrintState{Prepared, Waiting, Sending, Dispatched, Unsure, Printed, Failed, Cancelled}
}

// follows says which states may come after which.
var follows = map[PrintState][]PrintState{
	Prepared:   {Waiting, Cancelled},
	Waiting:    {Waiting, Sending, Failed, Cancelled},
	Sending:    {Dispatched, Unsure},
	Dispatched: {Dispatched, Printed, Failed},
	Unsure:     {Printed, Failed},
}

// MayBecome says whether a job may go from one state to the other.
func (s PrintState) MayBecome(next PrintState) bool { return slices.Contains(follows[s], next) }

// Ended says that nothing more will become of the job.
func (s PrintState) Ended() bool { return len(follows[s]) == 0 }

// PrintJob is one request to print labels. It keeps what to print, not the drawing: what a folder's label says is read when the
// printer is ready for it.
type PrintJob struct {
	ID          string // the client's UUID, so that asking twice prints once
	PrinterID   *PrinterID
	State       PrintState
	Title       string // what was chosen, without anything of a patient
	Kind        string // which label of a folder: the outside one where empty
	Stock       string
	StartAt     int // the first free place of the first sheet, from 1
	Reason      string
	Labels      int
	Tries       int
	NextAt      *time.Time // Waiting: when it is tried next; Dispatched: when the printer is asked whether it is done
	Sender      string     // Sending: the process that sends
	Problem     string     // why it waits, failed or is unsure, for whoever stands at the printer
	AgainOf     *string    // the job that this one repeats
	Fingerprint string
	Actor       string
	CreatedAt   time.Time
	AskedAt     *time.Time
	SentAt      *time.Time
	EndedAt     *time.Time
	EndedBy     string
	Version     int64
}

// PrintLabel is one label of a job. A folder's labels are numbered; the newest is the one that should be on it.
type PrintLabel struct {
	JobID        string
	Position     int
	FolderID     *FolderID
	LocationID   *LocationID
	ContainerID  *ContainerID
	UserID       *uint64 // whose badge it is
	Code         string  // the barcode on it
	LabelVersion *int    // of a folder, from 1; nil until it is asked for
	ScannedAt    *time.Time
	ScannedBy    string
}

// ReplacedLabel is a barcode whose label was replaced. It keeps finding the folder.
type ReplacedLabel struct {
	Code       string
	FolderID   FolderID
	Reason     string
	Actor      string
	ReplacedAt time.Time
}

// ImportBatch is one import of folders: those registered between the two numbers by an import of that person.
type ImportBatch struct {
	ID            uint64
	Actor         string
	BeganAt       time.Time
	EndedAt       time.Time
	FirstFolderID FolderID
	LastFolderID  FolderID
	Folders       int
}

// MaxLabels is how many labels one job can have: two boxes of sheets, or two rolls.
const MaxLabels = 2000

// retries are the pauses before a printer that took nothing is tried again.
var retries = []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second, 30 * time.Second, time.Minute}

// giveUpAfter is how long a job waits for its printer: labels that come out hours later surprise whoever stands there, and lie about.
const giveUpAfter = 30 * time.Minute

// postponed is a waiting job after a try in which nothing was sent: it waits for the next, or fails when it has waited too long.
func (j PrintJob) postponed(problem string, now time.Time) PrintJob {
	j.Tries++
	j.Problem, j.Sender = problem, ""
	if j.AskedAt != nil && now.Sub(*j.AskedAt) >= giveUpAfter {
		j.State, j.NextAt, j.EndedAt = Failed, nil, &now
		j.Problem = cut(problem+" Nothing was printed. Print again when it is ready.", 300)
		return j
	}
	next := now.Add(retries[min(j.Tries, len(retries))-1])
	j.NextAt = &next
	return j
}

// settleWithin is how long a printer that reports its state is asked whether a job is done.
const settleWithin = 10 * time.Minute

// brokenOff is what a job's page says after a connection that ended in the middle.
const brokenOff = "The connection broke while labels were being sent. Some may have been printed. Look at the printer, then say so here."

// PrintFingerprint tells two jobs with one id apart.
func PrintFingerprint(codes []string) string {
	sum := sha256.Sum256([]byte(strings.Join(codes, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// StartBeyondSheet is the refusal of a first place that a sheet does not have.
func StartBeyondSheet(places int) error {
	if places == 1 {
		return invalid("start_beyond_sheet", "This stock is a roll: it has no places to start at. Start at 1.")
	}
	return invalid("start_beyond_sheet", fmt.Sprintf("A sheet of this stock has %d places. Start at 1 to %d.", places, places))
}

// LabelCount is a number of labels in words.
func LabelCount(n int) string {
	if n == 1 {
		return "1 label"
	}
	return fmt.Sprintf("%d labels", n)
}
