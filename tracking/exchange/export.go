package exchange

import (
	"bufio"
	"encoding/csv"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"casenotes/tracking"
)

// LocationRow is a location with the code of its parent.
type LocationRow struct {
	tracking.Location
	Parent string
}

// FolderRow is a folder with its older barcodes.
type FolderRow struct {
	tracking.Whereabouts
	Aliases []string
}

// ExportLocations writes locations. Parents come before what is inside them where the rows do, so that the file can be taken in.
func ExportLocations(w io.Writer, rows iter.Seq2[LocationRow, error]) error {
	return write(w, Locations, rows, func(p LocationRow) []string {
		loan := ""
		if p.LoanDays != nil {
			loan = strconv.Itoa(*p.LoanDays)
		}
		return []string{p.Code, p.Name, string(p.Kind), p.Parent, p.Site, p.Phone, p.Email, loan, p.GLN, p.Filing}
	})
}

// ExportPatients writes patients.
func ExportPatients(w io.Writer, rows iter.Seq2[tracking.NewPatient, error]) error {
	return write(w, Patients, rows, func(p tracking.NewPatient) []string {
		return []string{p.Number, p.NHSNumber, p.FamilyName, p.GivenName, day(p.Born), p.Sex, day(p.DiedOn), strings.Join(p.PreviousNumbers, ";")}
	})
}

// ExportFolders writes folders. One in transit or missing is written where it was recorded last.
func ExportFolders(w io.Writer, rows iter.Seq2[FolderRow, error]) error {
	return write(w, Folders, rows, func(f FolderRow) []string {
		out := ""
		if f.OutSince != nil {
			out = f.OutSince.UTC().Format(momentLayout)
		}
		return []string{f.Code, f.Patient.Number, string(f.Kind), strconv.Itoa(f.Volume), f.Home.Code, f.Location.Code, out, strings.Join(f.Aliases, ";")}
	})
}

var missingColumns = []string{"search", "barcode", "patient_number", "kind", "volume", "reported_at", "reported_by", "last_location", "level", "state", "incident",
	"incident_at", "lost_at", "lost_by", "lost_why", "ended_at", "ended_why", "found_by", "found_at"}

// ExportMissing writes the register of missing folders. It names patients by their numbers alone.
func ExportMissing(w io.Writer, rows iter.Seq2[tracking.MissingCaseView, error]) error {
	return writeRows(w, missingColumns, rows, func(v tracking.MissingCaseView) []string {
		found := ""
		if v.FoundAt != nil {
			found = v.FoundAt.Name
		}
		return []string{strconv.FormatUint(uint64(v.ID), 10), v.Folder.Code, v.Folder.Patient.Number, string(v.Folder.Kind), strconv.Itoa(v.Folder.Volume),
			moment(&v.ReportedAt), v.ReportedBy, v.Last.Name, strconv.Itoa(int(v.Level)), string(v.State), v.Incident, moment(v.IncidentAt), moment(v.LostAt), v.LostBy,
			v.LostWhy, moment(v.ClosedAt), v.ClosedWhy, v.FoundBy, found}
	})
}

func moment(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(momentLayout)
}

func day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(dayLayout)
}

func write[Row any](w io.Writer, k Kind, rows iter.Seq2[Row, error], cells func(Row) []string) error {
	return writeRows(w, Columns(k), rows, cells)
}

// writeRows sends the header and then the rows on, as they come.
func writeRows[Row any](w io.Writer, header []string, rows iter.Seq2[Row, error], cells func(Row) []string) error {
	buffered := bufio.NewWriterSize(w, 64<<10)
	out := csv.NewWriter(buffered)
	if err := out.Write(header); err != nil {
		return err
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		record := cells(row)
		for i := range record {
			record[i] = Neutral(record[i])
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return buffered.Flush()
}
