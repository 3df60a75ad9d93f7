package api

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestAStocktakeIsStartedFinishedAndSettledByForms(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		v := enter(tracking.RoleLibrary)
		v.get("/stocktakes").has(t, "Nothing is being counted.", "Start one")
		for text, form := range map[string][]string{
			"Scan the barcode of the place, or choose it.": {"kind", "full"},
			"No location has this code.":                   {"kind", "full", "location", "L9999999"},
			"This location is retired.":                    {"kind", "full", "location", h.Retired.Code},
			"Look for 1 to 400 folders.":                   {"kind", "sample", "location", h.Library.Code, "sample", "0"},
			"A seed is a number from 1 to 999999999.":      {"kind", "sample", "location", h.Library.Code, "seed", "x"},
			"The system says that no folder is there.":     {"kind", "sample", "location", h.Clinic.Code},
			"There is no shelf.":                           {"kind", "shelf", "location", h.Clinic.Code},
			"Choose a stocktake, an audit by folders":      {"kind", "everything", "location", h.Library.Code},
		} {
			v.send("/stocktakes/new", form...).has(t, text, "There is a problem")
		}
		started := v.send("/stocktakes/new", "kind", "full", "place", h.Library.Code)
		started.has(t, "Stocktake: Main library", "Being counted", "0</span> <span class=\"app-figures__text\">of 3 seen", "Nobody has scanned yet.", "You need a connection to finish it.", "It ends for everybody, without a result", "You need a connection to give it up.")
		path := "/stocktakes/" + regexp.MustCompile(`/stocktakes/(\d+)/scan`).FindStringSubmatch(started.html)[1]
		v.send("/stocktakes/new", "kind", "full", "place", h.Library.Code, "knows", "yes").has(t, "This place is being counted already.")
		v.send("/stocktakes/new", "kind", "full", "location", h.Shelf.Code).has(t, "Part of this place is being counted already.")
		h.Clock.Forward(time.Minute)
		h.Scan(h.NewScan(h.Folder.Code, h.Shelf))
		v.get(path).has(t, "1</span> <span class=\"app-figures__text\">of 3 seen", "pat")
		v.send(path+"/settle", "as", "missing", "folder", fmt.Sprint(h.Volume1.ID)).has(t, "This stocktake is not finished.")
		h.Clock.Forward(time.Minute)
		done := v.send(path + "/finish")
		done.has(t, "Finished", "Not found", "Brien, S", `value="`+fmt.Sprint(h.Volume1.ID)+`"`, "Report missing", "You need a connection to settle these.", "Printed by")
		v.send(path+"/finish").has(t, "This stocktake has ended.")
		v.send(path+"/settle", "as", "missing").has(t, "Nothing was chosen.")
		v.send(path+"/settle", "as", "rehome", "folder", fmt.Sprint(h.Volume1.ID)).has(t, "0 folders", "1 folder left as before: This cannot be done with it.")
		h.Arrive(h.Volume2, h.Clinic)
		settled := v.send(path+"/settle", "as", "missing", "folder", fmt.Sprint(h.Volume1.ID), "folder", fmt.Sprint(h.Volume2.ID))
		settled.has(t, "1 folder reported missing. 1 folder left as before: The folder has moved since.", "Reported missing by")
		if h.Whereabouts(h.Volume1).Custody != tracking.Missing || h.Whereabouts(h.Volume2).Custody != tracking.At {
			t.Error("the wrong folders are missing")
		}
		v.get("/stocktakes").has(t, "Counted before", "Main library")
		v.get("/folders/"+h.Folder.Code).has(t, "Last seen in a stocktake or audit 23 November 2026")
		if refused := enter(tracking.RolePorter).get(path); strings.Contains(refused.html, h.Volume1.Code) {
			t.Error("a porter sees a result")
		}
		v.get("/stocktakes/999").has(t, "There is no such stocktake.")
		v.get("/stocktakes/x").has(t, "There is no such stocktake.")
	})
}

func TestTheFiguresOfAuditsSayWhatTheyCount(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		v := pageSite(t, h)(tracking.RoleLibrary)
		v.get("/stocktakes/accuracy").has(t, "No audit was finished in the last 13 months.", "how many were seen where it says", "Wilson")
		page := v.send("/stocktakes/new", "kind", "sample", "location", h.Library.Code, "seed", "42")
		page.has(t, "Audit by folders: Main library", "Seed 42.")
		path := "/stocktakes/" + regexp.MustCompile(`/stocktakes/(\d+)/scan`).FindStringSubmatch(page.html)[1]
		h.Clock.Forward(time.Minute)
		h.Scan(h.NewScan(h.Folder.Code, h.Library), h.NewScan(h.Volume1.Code, h.Library))
		h.Clock.Forward(time.Minute)
		v.send(path+"/finish").has(t, "2 of 3 right: 66.7 %", "95 % interval 20.8 % to 93.9 %")
		v.get("/stocktakes/accuracy").has(t, "November 2026", "66.7 %", "2 of 3", "No data")
	})
}
