package api_test

import (
	"fmt"
	"strings"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// chaseCalls are the calls about an overdue folder, and what stands in their paths for names of the document.
func (s *site) chaseCalls() (calls [][3]string, names *strings.Replacer) {
	h := s.Hospital
	holder := h.AddLocation("Late office", tracking.Office, "", "North")
	h.AddPatient("H8001", "Late", "Folder")
	out := h.Clock.Now().Add(-21 * 24 * time.Hour)
	w, err := h.Service.AddFolder(s.t.Context(), trackingtest.Admin, tracking.NewFolder{Patient: "H8001", Home: h.Library.Code, Location: holder.Code, OutSince: &out})
	s.must(err)
	day := h.Clock.Now().AddDate(0, 0, 14)
	for day.Weekday() != time.Monday {
		day = day.AddDate(0, 0, 1)
	}
	folder := "/folders/" + w.Code
	return [][3]string{
		{"POST", "/chases", fmt.Sprintf(`{"holders":[%q]}`, holder.Code)},
		{"GET", "/chases/1", ""},
		{"POST", "/chases/1/end", `{"what":"drop"}`},
		{"POST", folder + "/extension", fmt.Sprintf(`{"until":%q,"why":"Still needed"}`, day.Format(time.DateOnly))},
		{"POST", folder + "/dispute", `{"said":"Sent on Monday"}`},
		{"POST", "/closures", fmt.Sprintf(`{"from":%q,"why":"Snow"}`, day.Format(time.DateOnly))},
		{"GET", "/closures", ""},
	}, strings.NewReplacer("/chases/1", "/chases/{id}", w.Code, "{code}")
}
