package exchange

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"slices"
	"strings"

	"casenotes/tracking"
)

const together = 500 // rows that go on in one call

// Job is one file to be taken in.
type Job struct {
	Kind    Kind
	Service *tracking.Service
	Actor   tracking.Actor
	// Locations are all that there are, retired ones too; needed for Kind Locations only. A row without a code is the
	// location of that name under that parent, so that a file can be taken in twice.
	Locations []tracking.Location
	// Rehearsal says that the Service works on a rehearsed store: nothing is kept.
	Rehearsal bool
	Problem   func(Problem) // hears of every fault, in the order of the lines; may be nil
	Progress  func(Report)  // hears how far it is, after each batch; may be nil
}

// Import takes a file in. Bad rows are told and counted; an error means that it stopped: a *FileError before the first row, any
// other where it says. What was taken in until then stays, and the same file can be taken in again.
//
// Besides one batch it keeps a few dozen bytes for each row, to name a row that comes twice.
func Import(ctx context.Context, r io.Reader, job Job) (Report, error) {
	in := intake{job: job, seen: map[uint64]int32{}, seed: maphash.MakeSeed()}
	rows, err := newReader(r, job.Kind)
	if err != nil {
		return in.report, err
	}
	switch job.Kind {
	case Locations:
		known := newAtlas(job)
		err = take(ctx, &in, rows, (*cells).place, known.key, known.add)
	case Patients:
		err = take(ctx, &in, rows, (*cells).patient, patientKey, job.Service.AddPatients)
	case Folders:
		err = in.folders(ctx, rows)
	case Appointments:
		err = take(ctx, &in, rows, (*cells).booking, func(b tracking.Booking) string { return b.ID }, job.Service.Book)
	}
	return in.report, err
}

// folders takes folders in and keeps which they were. Those of a file that broke off in the middle are kept as well, and need labels.
func (in *intake) folders(ctx context.Context, rows *reader) error {
	batch, err := in.job.Service.BeginImport(ctx, in.job.Actor)
	if err != nil {
		return err
	}
	err = take(ctx, in, rows, (*cells).folder, folderKey, in.job.Service.AddFolders)
	if in.job.Rehearsal || in.report.Added == 0 {
		return err
	}
	kept, failed := in.job.Service.RecordImport(context.WithoutCancel(ctx), in.job.Actor, batch)
	in.report.Batch = kept.ID
	return errors.Join(err, failed)
}

func patientKey(p tracking.NewPatient) string { return tracking.CleanNumber(p.Number) }

func folderKey(f tracking.NewFolder) string {
	if f.Code != "" {
		return strings.ToUpper(f.Code)
	}
	return fmt.Sprintf("%s\x00%s\x00%d", tracking.CleanNumber(f.Patient), f.Kind, f.Volume)
}

// intake is an import under way.
type intake struct {
	job      Job
	report   Report
	seed     maphash.Seed
	seen     map[uint64]int32 // the line of each row's key, by its hash
	problems []Problem        // of the batch that is being gathered
}

// item is one good row on its way, with its line and the columns that have something in them.
type item struct {
	line   int
	filled []string
}

// take reads all rows and passes them on in batches.
func take[In, Out any](ctx context.Context, in *intake, rows *reader, parse func(*cells) In, key func(In) string,
	add func(context.Context, tracking.Actor, []In) ([]tracking.Added[Out], error),
) error {
	var batch []In
	var items []item
	for {
		at, problems, err := rows.next()
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("line %d cannot be read: %w", at.line, err)
		}
		ended := err != nil
		if !ended {
			if one, good := read(in, cells{row: at, problems: problems}, parse, key); good {
				batch, items = append(batch, one), append(items, item{at.line, at.filled()})
			}
		}
		if len(batch) == together || len(in.problems) >= together || ended {
			if err := pass(ctx, in, batch, items, add); err != nil {
				return err
			}
			batch, items = batch[:0], items[:0]
		}
		if ended {
			return nil
		}
	}
}

// read makes of a row what the command takes, or tells why not.
func read[In any](in *intake, c cells, parse func(*cells) In, key func(In) string) (one In, good bool) {
	in.report.Rows++
	if len(c.problems) == 0 {
		one = parse(&c)
	}
	if len(c.problems) == 0 {
		in.refuseRepeat(&c, key(one))
	}
	if len(c.problems) > 0 {
		in.report.Bad++
		in.problems = append(in.problems, c.problems...)
	}
	return one, len(c.problems) == 0
}

// refuseRepeat notes the key of a row, and refuses a row whose key was on another line.
func (in *intake) refuseRepeat(c *cells, key string) {
	h := maphash.String(in.seed, key)
	if first, twice := in.seen[h]; twice {
		c.wrong("", fmt.Sprintf("it repeats line %d", first))
		return
	}
	in.seen[h] = int32(c.line)
}

// pass gives a batch to the service and tells what became of its rows.
func pass[In, Out any](ctx context.Context, in *intake, batch []In, items []item,
	add func(context.Context, tracking.Actor, []In) ([]tracking.Added[Out], error),
) error {
	added, err := addAll(ctx, in.job.Actor, batch, add)
	for i, a := range added {
		switch {
		case a.Err != nil:
			in.report.Bad++
			in.problems = append(in.problems, in.explain(items[i], a.Err))
		case a.Existed:
			in.report.Known++
		default:
			in.report.Added++
		}
	}
	slices.SortStableFunc(in.problems, func(a, b Problem) int { return a.Line - b.Line })
	for _, p := range in.problems {
		if in.job.Problem != nil {
			in.job.Problem(p)
		}
	}
	in.problems = in.problems[:0]
	if err != nil {
		return fmt.Errorf("stopped at line %d; the file can be taken in again: %w", items[len(added)].line, err)
	}
	if in.job.Progress != nil {
		in.job.Progress(in.report)
	}
	return nil
}

// addAll adds a batch. Where the database refuses it as a whole, the rows go one by one, so that only the one at fault is lost;
// where it refuses every one, the fault is not the rows'.
func addAll[In, Out any](ctx context.Context, actor tracking.Actor, batch []In,
	add func(context.Context, tracking.Actor, []In) ([]tracking.Added[Out], error),
) ([]tracking.Added[Out], error) {
	if len(batch) == 0 {
		return nil, nil
	}
	added, err := add(ctx, actor, batch)
	if err == nil || tracking.KindOf(err) != tracking.Internal || ctx.Err() != nil {
		return added, err
	}
	refused := 0
	added = nil
	for _, row := range batch {
		one, err := add(ctx, actor, []In{row})
		if err != nil {
			refused++
			one = []tracking.Added[Out]{{Err: err}}
		}
		added = append(added, one...)
	}
	if refused == len(batch) {
		return nil, err
	}
	return added, nil
}

// culprits are the columns that a refusal can be about.
var culprits = map[string][]string{
	"number_missing": {"number"}, "number_too_long": {"number"}, "number_taken": {"number", "nhs_number", "previous_numbers"},
	"nhs_number_wrong": {"nhs_number"}, "family_name_missing": {"family_name"}, "born_in_future": {"born"}, "died_before_born": {"died"},
	"unknown_patient": {"patient_number"}, "unknown_kind": {"kind"}, "volume_out_of_range": {"volume"}, "volume_taken": {"volume"},
	"unknown_location": {"home", "location", "clinic_location"}, "location_retired": {"home", "location", "parent", "clinic_location"},
	"appointment_id": {"id"}, "session_id": {"session"}, "starts_far": {"starts"}, "out_in_future": {"out_since"},
	"barcode_taken": {"barcode", "aliases", "code", "gln"}, "barcode_format": {"barcode", "aliases"}, "barcode_kind": {"barcode", "aliases", "code"},
	"unknown_parent": {"parent"}, "parent_ambiguous": {"parent"}, "location_loop": {"parent"}, "gln_wrong": {"gln"},
	"unknown_filing": {"filing"}, "loan_too_long": {"loan_days"}, "name_missing": {"name"}, "name_ambiguous": {"name"},
}

// explain puts the service's refusal of a row in the words of the file.
func (in *intake) explain(at item, err error) Problem {
	refusal, told := errors.AsType[*tracking.Error](err)
	if !told {
		return Problem{at.line, "", "the database refused it; look for something too long or unusual in it"}
	}
	var columns []string
	for _, column := range culprits[refusal.Code] {
		if slices.Contains(at.filled, column) {
			columns = append(columns, column)
		}
	}
	switch len(columns) {
	case 0:
		return Problem{at.line, "", refusal.Text}
	case 1:
		return Problem{at.line, columns[0], refusal.Text}
	}
	return Problem{at.line, "", strings.Join(columns, " or ") + ": " + refusal.Text}
}

// filled are the columns of the row that have something in them.
func (r row) filled() []string {
	var columns []string
	for column := range r.position {
		if r.cell(column) != "" {
			columns = append(columns, column)
		}
	}
	return columns
}
