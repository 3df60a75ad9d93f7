package tracking

import (
	"testing"
	"time"
)

func TestWhatIsWrongWithAScanSaysWhoHasToDoWhat(t *testing.T) {
	folder := FolderID(1)
	for _, c := range []struct {
		sentence string
		scan     Scan
		alert    AlertKind
		want     CheckReason
	}{
		{"a scan that counted needs nobody", Scan{Outcome: Applied, ReadingKind: FolderCode, FolderID: &folder}, "", ""},
		{"a second read needs nobody", Scan{Outcome: Repeat, ReadingKind: FolderCode, FolderID: &folder}, "", ""},
		{"a barcode that is none of ours could not be read", Scan{Outcome: Attention, ReadingKind: Unknown, Class: Check}, "", Unreadable},
		{"so could a part of one", Scan{Outcome: Attention, ReadingKind: Partial, Class: Check}, "", Unreadable},
		{"a wristband is not a folder's label", Scan{Outcome: Attention, ReadingKind: Wristband, Class: Check}, "", WrongLabel},
		{"a label of ours that is on no folder is not registered", Scan{Outcome: Attention, ReadingKind: FolderCode, Class: Check}, "", UnknownFolder},
		{"a folder that was scanned nowhere has no location", Scan{Outcome: Attention, ReadingKind: FolderCode, Class: Stop, Action: Arrive, FolderID: &folder}, "", NoPlace},
		{"a folder that was destroyed cannot be here", Scan{Outcome: Attention, ReadingKind: FolderCode, Class: Check, FolderID: &folder}, ConflictAlert, Contradicts},
		{"a sending without a destination is not finished", Scan{Outcome: Attention, ReadingKind: FolderCode, Class: Stop, Action: Send, FolderID: &folder}, "", Unfinished},
	} {
		if got := checkReason(c.scan, c.alert); got != c.want {
			t.Errorf("%s: %q", c.sentence, got)
		}
	}
}

func TestALaterScanAnswersACheckAndSaysHow(t *testing.T) {
	folder, nine := FolderID(1), at("09:00")
	scan := func(after time.Duration, o Outcome) Scan {
		return Scan{At: nine.Add(after), Outcome: o, FolderID: &folder, Message: "F4027 3188G is now at Clinic B."}
	}
	for _, c := range []struct {
		sentence string
		reason   CheckReason
		since    later
		want     string
	}{
		{"a label that is scanned again at once", Unreadable, later{next: []Scan{scan(5*time.Second, Attention), scan(time.Minute, Applied)}}, "Scanned again: F4027 3188G is now at Clinic B."},
		{"not one that is scanned after a tea", Unreadable, later{next: []Scan{scan(3*time.Minute, Applied)}}, ""},
		{"not by another one that could not be read", Unreadable, later{next: []Scan{scan(time.Second, Attention)}}, ""},
		{"a folder that is registered", UnknownFolder, later{registered: true}, "The folder is registered now."},
		{"not one that is not", UnknownFolder, later{}, ""},
		{"a folder that is scanned since", Contradicts, later{lastScan: ref(nine.Add(time.Hour))}, "The folder was scanned again."},
		{"not by the scan itself", Unfinished, later{lastScan: ref(nine)}, ""},
	} {
		if got := (ScanCheck{Reason: c.reason, At: nine}).answered(c.since); got != c.want {
			t.Errorf("%s: %q", c.sentence, got)
		}
	}
}

func TestACheckIsLookedAtLessAndLessOften(t *testing.T) {
	c := ScanCheck{At: at("09:00")}
	for now, want := range map[string]string{"09:00": "09:00:30", "09:10": "09:11", "14:00": "14:30"} {
		if got := c.nextLook(at(now)); !got.Equal(at(want)) {
			t.Errorf("at %s it is looked at next at %s", now, got)
		}
	}
}
