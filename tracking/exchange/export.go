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

func day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(dayLayout)
}

// write sends the header and then the rows on, as they come.
func write[Row any](w io.Writer, k Kind, rows iter.Seq2[Row, error], cells func(Row) []string) error {
	buffered := bufio.NewWriterSize(w, 64<<10)
	out := csv.NewWriter(buffered)
	if err := out.Write(Columns(k)); err != nil {
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
