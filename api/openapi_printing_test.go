package api_test

import (
	"strings"

	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// printCalls are one call of every operation on printers and what they print, as method, path and body, and what stands for the names
// in their paths.
func (s *site) printCalls() (calls [][3]string, names *strings.Replacer) {
	s.t.Helper()
	ctx, admin, pdf, sheet := s.t.Context(), trackingtest.Admin, tracking.PDF, "L7163"
	_, err := s.Service.AddPrinter(ctx, admin, "Office", tracking.PrinterChange{Location: &s.Library.Code, Language: &pdf, Stock: &sheet})
	s.must(err)
	_, err = s.Service.AddStock(ctx, admin, tracking.Stock{Name: "Own", PageWidth: 7000, PageHeight: 3500, LabelWidth: 7000, LabelHeight: 3500, LabelColumns: 1, LabelRows: 1})
	s.must(err)
	pairs := []string{"/printers/Office", "/printers/{name}", "/stocks/Own/", "/stocks/{name}/", "/label-layouts/spine", "/label-layouts/{kind}"}
	job := func(steps int) string { // 0: prepared, 1: waiting, 2: fetched
		j, err := s.Service.PreparePrint(ctx, admin, tracking.NewPrint{ID: uuid.NewString(), Codes: []string{s.Clinic.Code}})
		s.must(err)
		if steps > 0 {
			_, err = s.Service.Print(ctx, admin, j.ID, tracking.PrintChoice{Printer: "Office", Stock: sheet, StartAt: 1, Places: 14})
			s.must(err)
		}
		if steps > 1 {
			_, err = s.Service.FetchPrint(ctx, admin, j.ID)
			s.must(err)
		}
		pairs = append(pairs, j.ID, "{id}")
		return "/print-jobs/" + j.ID
	}
	calls = [][3]string{
		{"GET", "/print-jobs", ""},
		{"POST", "/print-jobs", `{"codes":["{clinic}"],"printer":"Office","start":3}`},
		{"GET", job(1), ""},
		{"POST", job(0) + "/cancel", ""},
		{"POST", job(1) + "/file", ""},
		{"POST", job(2) + "/done", ""},
		{"POST", job(2) + "/again", `{"reason":"Torn"}`},
		{"POST", job(2) + "/scans", `{"code":"{clinic}"}`},
		{"GET", "/printers", ""},
		{"POST", "/printers", `{"name":"New","location":"{library}","language":"pdf","stock":"L7163"}`},
		{"GET", "/printers/Office", ""},
		{"PATCH", "/printers/Office", `{"offset_x":-0.5}`},
		{"POST", "/printers/Office/test", ""},
		{"GET", "/label-layouts", ""},
		{"PATCH", "/label-layouts/spine", `{"beside":["volume","initial"],"version":1}`},
		{"GET", "/stocks", ""},
		{"POST", "/stocks", `{"name":"Roll","page_width":60,"page_height":30,"label_width":60,"label_height":30,"columns":1,"rows":1,"left":0,"top":0,"pitch_x":60,"pitch_y":30}`},
		{"POST", "/stocks/Own/retire", ""},
		{"POST", "/folders/{code}/relabel", `{"reason":"Torn"}`},
	}
	return calls, strings.NewReplacer(pairs...)
}
