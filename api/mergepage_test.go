package api

import (
	"fmt"
	"strings"
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestTwoRecordsAreComparedThenMergedAndTheirPaperIsBroughtTogetherByScanning(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		lee := pageSite(t, h)(tracking.RoleLibrary)
		one, other := fmt.Sprintf("/patients/%d", h.Folder.PatientID), fmt.Sprintf("/patients/%d", h.Volume1.PatientID)
		lee.get("/paper").has(t, "No paper to bring together. Checked at")
		lee.send(one+"/merge", "with", "").has(t, "Enter a number of the other record.")
		lee.send(one+"/merge", "with", "H 1001").has(t, "That is this record.")
		lee.send(one+"/merge", "with", "nobody").has(t, "No patient has this number.", `value="nobody"`)
		check := lee.send(one+"/merge", "with", h.Volume1.Code)
		check.has(t, "Are these one person?", "OKAFOR, Ngozi", "O&#39;BRIEN, Seán", "2 folders", "Which record stays?")
		path := fmt.Sprintf("%s/merge/%d", one, h.Volume1.PatientID)
		lee.send(path, "stays", fmt.Sprint(h.Folder.PatientID), "why", " ").has(t, "Say how you know that they are one person.")
		task := lee.send(path, "stays", fmt.Sprint(h.Folder.PatientID), "why", "Registered twice.")
		task.has(t, "The two records are one now.", "2 folders", h.Volume1.Code, h.Volume2.Code, "H1002 on the cover", "H1001 on the cover", h.Folder.Code)
		lee.get(path).has(t, "These two records are merged already.")
		lee.send("/find", "q", "o'brien").has(t, "OKAFOR, Ngozi", h.Folder.Code, h.Volume1.Code)
		lee.get("/paper").has(t, "H1002", h.Volume1.Code, "/paper/1")
		lee.get(other).has(t, "The record you asked for was merged into this one.", "Records that were merged into this one", "2 still to bring", "of a merged record", h.Volume1.Code, "H1002 on the cover")
		lee.get("/folders/"+h.Volume1.Code).has(t, "Two numbers:", "To bring together")
		lee.get("/alerts?kind=paper").has(t, "To be brought together")

		h.Arrive(h.Volume1, h.Ward)
		bring := func(code string) pageAnswer { return lee.send("/paper/1", "here", h.Library.Code, "code", code) }
		lee.send("/paper/1", "here", "", "code", h.Volume1.Code).has(t, h.Volume1.Name()+": Choose where you are.")
		bring("F99999999X").has(t, "There is a problem", "F9999 9999X: ").lacks(t, `value="F99999999X"`)
		bring(h.Folder.Code).has(t, "is one of the survivor&#39;s already")
		bring(h.Volume1.Code).has(t, "is volume 2 of the survivor&#39;s now. Put a new label on it.", "Print their new labels", `value="`+h.Library.Code+`" selected`)
		if w := h.Whereabouts(h.Volume1); w.LocationID != h.Library.ID || w.OutSince != nil {
			t.Errorf("it was scanned in the library, and is %+v", w)
		}
		bring(h.Volume2.Code).has(t, "That was the last one.", "All folders are together.")
		lee.get("/paper").lacks(t, "H1002")

		separate := fmt.Sprintf("%s/separate/%d", one, h.Volume1.PatientID)
		lee.get(separate).has(t, "Separate two records", "Folders that go back", h.Volume1.Code)
		lee.send(separate, "why", "").has(t, "Say how you know that they are two people.")
		lee.send(separate, "why", "Two people after all.").has(t, "The records are two again.", "Print new labels", "O&#39;BRIEN, Seán", h.Volume1.Code)
		lee.get("/paper/1").has(t, "These records are not merged now.")
		h.Clean()
	})
}

func TestTwoFoldersAreMergedByScanningBothWhereSomebodyStands(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		lee := pageSite(t, h)(tracking.RoleLibrary)
		at := h.Secretary.Code
		lee.get("/folders/merge").has(t, "Scan the folder that stays", "Where are you?")
		lee.send("/folders/merge", "step", "1", "here", "", "stays", h.Volume1.Code).has(t, "There is a problem", `href="#here">Choose where you are.`).lacks(t, "is kept")
		lee.send("/folders/merge", "step", "1", "here", "L9999999", "stays", h.Volume1.Code).has(t, `href="#here">`)
		lee.send("/folders/merge", "step", "1", "here", at, "stays", "").has(t, "Scan the folder, or type its barcode.")
		lee.send("/folders/merge", "step", "1", "here", at, "stays", "rubbish").has(t, "RUBBISH: Not one of our barcodes").lacks(t, `value="RUBBISH"`)
		lee.send("/folders/merge", "step", "1", "here", at, "stays", h.Volume1.Code).has(t, "Scan the folder whose papers went into it", "This one stays", h.Volume1.Code)
		second := func(goes string) pageAnswer {
			return lee.send("/folders/merge", "step", "2", "here", at, "stays", h.Volume1.Code, "goes", goes)
		}
		second(h.Volume1.Code).has(t, h.Volume1.Name()+": These are one and the same.")
		second(h.Folder.Code).has(t, "These folders are of two patients.")
		second(h.Volume2.Code).has(t, "Check: put these into one folder?", h.Volume1.Code, h.Volume2.Code, "I have looked at the papers")
		third := []string{"step", "3", "here", at, "stays", h.Volume1.Code, "goes", h.Volume2.Code}
		lee.send("/folders/merge", third...).has(t, "Say that you have checked the papers")
		lee.send("/folders/merge", append(third, "checked", "yes")...).has(t, "The two are one folder", "Print")
		lee.get("/folders/"+h.Volume2.Code).has(t, "was merged into this folder", "Folders whose papers went into it", "Take "+tracking.Group(h.Volume2.Code)+" out again")
		field := fmt.Sprintf("why-split-%d", h.Volume2.ID)
		lee.send("/folders/"+h.Volume1.Code+"/split", "folder", fmt.Sprint(h.Volume2.ID), field, "").has(t, "Say why the papers are taken apart.")
		long := strings.Repeat("The wrong two. ", 20)
		lee.send("/folders/"+h.Volume1.Code+"/split", "folder", fmt.Sprint(h.Volume2.ID), field, long).has(t, "There is a problem", `value="`+long+`"`)
		lee.send("/folders/"+h.Volume1.Code+"/split", "folder", fmt.Sprint(h.Volume2.ID), field, "The wrong two.").has(t, "is a folder of its own again")
		h.Clean()
	})
}
