package tracking_test

import (
	"errors"
	"strings"
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func amendLocation(t *testing.T, h *trackingtest.Hospital, p tracking.Location, c tracking.LocationChange) (tracking.Location, error) {
	t.Helper()
	return h.Service.AmendLocation(t.Context(), trackingtest.Admin, p.Code, 0, c)
}

func TestALocationThatMovesTakesWhatIsInsideAlong(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		bay := h.AddLocation("Bay 3", tracking.Shelf, h.Shelf.Code, "North")
		moved, err := amendLocation(t, h, h.Shelf, tracking.LocationChange{Parent: &h.OtherLibrary.Code})
		if err != nil || !moved.Within(h.OtherLibrary.ID) || moved.Within(h.Library.ID) {
			t.Fatalf("%+v %v", moved, err)
		}
		now, _, err := h.Store.LocationByCode(t.Context(), bay.Code)
		if err != nil || !now.Within(h.OtherLibrary.ID) || !now.Within(h.Shelf.ID) || now.Within(h.Library.ID) {
			t.Errorf("%+v %v", now, err)
		}
		if _, err := amendLocation(t, h, h.Shelf, tracking.LocationChange{Parent: ptr("")}); err != nil {
			t.Error(err)
		}
		h.Clean()
	})
}

func TestALocationIsNeverInsideItself(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		_, err := amendLocation(t, h, h.Library, tracking.LocationChange{Parent: &h.Shelf.Code})
		wantErr(t, err, tracking.ErrLocationLoop)
		_, err = amendLocation(t, h, h.Library, tracking.LocationChange{Parent: &h.Library.Code})
		wantErr(t, err, tracking.ErrLocationLoop)
		h.Clean()
	})
}

func TestALocationInUseIsNotRetired(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		retire := func(p tracking.Location) error {
			_, err := amendLocation(t, h, p, tracking.LocationChange{Retired: ptr(true)})
			return err
		}
		wantErr(t, retire(h.Library), tracking.ErrLocationInUse) // folders and a shelf are there
		h.Send(h.Folder, h.Library, h.Clinic)
		wantErr(t, retire(h.Clinic), tracking.ErrLocationInUse)
		h.Arrive(h.Folder, h.Ward)
		if err := retire(h.Clinic); err != nil {
			t.Error(err)
		}
		if r := h.Arrive(h.Folder, h.Clinic); r.Class != tracking.Stop {
			t.Errorf("%+v", r)
		}
		if _, err := amendLocation(t, h, h.Clinic, tracking.LocationChange{Retired: ptr(false)}); err != nil {
			t.Error(err)
		}
		if r := h.Arrive(h.Folder, h.Clinic); r.Outcome != tracking.Applied {
			t.Errorf("%+v", r)
		}
		h.Clean()
	})
}

func TestALocationIsRefusedForWhatIsWrongWithIt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		name := func(c tracking.LocationChange) tracking.LocationChange {
			if c.Name == nil {
				c.Name = ptr("A place")
			}
			return c
		}
		add := func(code string, c tracking.LocationChange) error {
			_, err := h.Service.AddLocation(t.Context(), trackingtest.Admin, code, name(c))
			return err
		}
		kind := tracking.LocationKind("moon")
		for want, err := range map[string]error{
			"barcode_taken":    add(h.Clinic.Code, tracking.LocationChange{}),
			"barcode_kind":     add(h.Folder.Code, tracking.LocationChange{}),
			"name_missing":     add("", tracking.LocationChange{Name: ptr(" ")}),
			"too_long":         add("", tracking.LocationChange{Name: ptr(strings.Repeat("é", 101))}),
			"unknown_kind":     add("", tracking.LocationChange{Kind: &kind}),
			"unknown_parent":   add("", tracking.LocationChange{Parent: ptr("Nowhere")}),
			"location_retired": add("", tracking.LocationChange{Parent: &h.Retired.Code}),
			"gln_wrong":        add("", tracking.LocationChange{GLN: ptr("1234567890123")}),
			"loan_too_long":    add("", tracking.LocationChange{LoanDays: ptr(401)}),
			"unknown_filing":   add("", tracking.LocationChange{Filing: ptr("by colour")}),
		} {
			wantErr(t, err, &tracking.Error{Code: want})
		}
		h.AddLocation("Ward 7", tracking.Ward, "", "South")
		wantErr(t, add("", tracking.LocationChange{Parent: ptr("ward 7")}), &tracking.Error{Code: "parent_ambiguous"})
		if err := add("", tracking.LocationChange{Name: ptr("Ḥujra <b>'; DROP TABLE--"), Parent: ptr("clinic b"), GLN: ptr("5012345000008")}); err != nil {
			t.Error(err)
		}
		wantErr(t, add("", tracking.LocationChange{GLN: ptr("5012345000008")}), tracking.ErrBarcodeTaken)
		_, err := h.Service.AddLocation(t.Context(), tracking.Actor{Name: "lee", Role: tracking.RoleLibrary}, "", name(tracking.LocationChange{}))
		wantErr(t, err, tracking.ErrForbidden)
		h.Clean()
	})
}

func TestALocationChangesOnTheVersionThatWasSeen(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		_, err := h.Service.AmendLocation(t.Context(), trackingtest.Admin, h.Clinic.Code, 9, tracking.LocationChange{Name: ptr("Clinic D")})
		wantErr(t, err, tracking.ErrStale)
		p, err := h.Service.AmendLocation(t.Context(), trackingtest.Admin, strings.ToLower(h.Clinic.Code), 1, tracking.LocationChange{Name: ptr("Clinic D"), LoanDays: ptr(3)})
		if err != nil || p.Version != 2 || p.Name != "Clinic D" || *p.LoanDays != 3 {
			t.Errorf("%+v %v", p, err)
		}
		_, err = h.Service.AmendLocation(t.Context(), trackingtest.Admin, "L0", 1, tracking.LocationChange{})
		wantErr(t, err, tracking.ErrUnknownLocation)
	})
}

func TestABranchOfATreeCanBeAsDeepAsABuildingIs(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		parent := h.Library.Code
		for range 130 {
			p, err := h.Service.AddLocation(t.Context(), trackingtest.Admin, "", tracking.LocationChange{Name: ptr("Deeper"), Parent: &parent})
			if err != nil {
				if tracking.KindOf(err) != tracking.Invalid {
					t.Error(err)
				}
				return
			}
			parent = p.Code
		}
		t.Error("130 levels fit a path that holds 255 characters")
	})
}

func TestALocationThatIsAHomeIsNotRetired(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		h.Arrive(h.Volume1, h.Clinic)
		h.Arrive(h.Volume2, h.Clinic)
		gone := true
		if _, err := h.Service.AmendLocation(t.Context(), trackingtest.Admin, h.Shelf.Code, 0, tracking.LocationChange{Retired: &gone}); err != nil {
			t.Fatal(err)
		}
		_, err := h.Service.AmendLocation(t.Context(), trackingtest.Admin, h.Library.Code, 0, tracking.LocationChange{Retired: &gone})
		if !errors.Is(err, tracking.ErrLocationInUse) {
			t.Errorf("retired while it is the home of folders: %v", err)
		}
	})
}
