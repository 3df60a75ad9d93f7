package tracking_test

import (
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestEveryCommandLeavesANameInTheAuditTrail(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		movement := history(t, h, h.Folder)[0].ID
		addFormat(t, h)
		who := tracking.Actor{Name: "wren", Role: tracking.RoleAdmin, Via: "test"}
		commands := map[string]func() error{
			"scan.arrive": func() error {
				_, err := h.Service.Scan(t.Context(), who, tracking.ScanBatch{Scans: []tracking.Scan{h.NewScan(h.Volume1.Code, h.Ward)}})
				return err
			},
			"scan.quarantined": func() error {
				_, err := h.Service.Scan(t.Context(), who, tracking.ScanBatch{Scans: []tracking.Scan{{ID: "x"}}})
				return err
			},
			"folder.add": func() error {
				_, err := h.Service.AddFolder(t.Context(), who, tracking.NewFolder{Patient: "H1001", Home: h.Library.Code})
				return err
			},
			"folder.correct": func() error {
				_, err := h.Service.Correct(t.Context(), who, h.Folder.Code, movement, "Wrong.")
				return err
			},
			"folder.missing": func() error {
				_, err := h.Service.MarkMissing(t.Context(), who, h.Volume2.Code, "Looked.")
				return err
			},
			"folder.amend": func() error {
				_, err := h.Service.AmendFolder(t.Context(), who, h.Volume1.Code, 0, tracking.FolderChange{Hold: ptr(true)})
				return err
			},
			"folder.volume": func() error { _, err := h.Service.NewVolume(t.Context(), who, h.Volume2.Code); return err },
			"folder.alias":  func() error { _, err := h.Service.AddAlias(t.Context(), who, h.Folder.Code, "OLD123-45"); return err },
			"location.add": func() error {
				_, err := h.Service.AddLocation(t.Context(), who, "", tracking.LocationChange{Name: ptr("Ward 8")})
				return err
			},
			"location.amend": func() error {
				_, err := h.Service.AmendLocation(t.Context(), who, h.Ward.Code, 0, tracking.LocationChange{Name: ptr("Ward 7a")})
				return err
			},
			"patient.add": func() error { _, err := h.Service.AddPatient(t.Context(), who, patient("H7", "Li", "Wei")); return err },
			"patient.amend": func() error {
				_, err := h.Service.AddPatients(t.Context(), who, []tracking.NewPatient{patient("H7", "Li", "Weihua")})
				return err
			},
			"user.add":     func() error { return h.Service.AddUser(t.Context(), who, "robin", tracking.RolePorter, "hash") },
			"user.disable": func() error { return h.Service.DisableUser(t.Context(), who, "robin") },
			"token.add":    func() error { return h.Service.AddToken(t.Context(), who, "feed", tracking.RoleDevice, "hash") },
			"format.add": func() error {
				return h.Service.AddFormat(t.Context(), who, tracking.Format{Name: "Maternity", Kind: tracking.FolderCode, Shape: "MAT9999"})
			},
			"alert.acknowledge": func() error { _, err := h.Service.Acknowledge(t.Context(), who, alerts(t, h)[0].ID); return err },
			"folder.look": func() error {
				return h.Service.Looked(t.Context(), who, tracking.AuditEntry{Action: "folder.look", FolderID: &h.Folder.ID})
			},
		}
		h.Clock.Forward(time.Minute)
		for _, action := range []string{"scan.arrive", "scan.quarantined", "folder.add", "folder.correct", "folder.missing", "folder.amend", "folder.volume", "folder.alias",
			"location.add", "location.amend", "patient.add", "patient.amend", "user.add", "user.disable", "token.add", "format.add", "alert.acknowledge", "folder.look"} {
			if err := commands[action](); err != nil {
				t.Errorf("%s: %v", action, err)
			}
			if n := count(t, h, "SELECT COUNT(*) FROM audit WHERE actor = 'wren' AND role = 'admin' AND via = 'test' AND action = ?", action); n != 1 {
				t.Errorf("%s left %d rows", action, n)
			}
		}
		if len(commands) != 18 {
			t.Errorf("%d commands: add the new one to the list too", len(commands))
		}
		h.Clean()
	})
}

func TestARefusedCommandLeavesNothing(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		before := count(t, h, "SELECT COUNT(*) FROM audit")
		_, err := h.Service.MarkMissing(t.Context(), trackingtest.Porter, h.Folder.Code, "Looked.")
		wantErr(t, err, tracking.ErrForbidden)
		if err := h.Service.AddUser(t.Context(), trackingtest.Porter, "robin", tracking.RoleAdmin, "hash"); err == nil {
			t.Error("a porter made an administrator")
		}
		if n := count(t, h, "SELECT COUNT(*) FROM audit"); n != before {
			t.Errorf("%d rows more", n-before)
		}
		h.Clean()
	})
}

func TestPeopleAndProgramsHaveNamesOfTheirOwn(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		add := func(name string) error {
			return h.Service.AddUser(t.Context(), trackingtest.Admin, name, tracking.RolePorter, "hash")
		}
		if err := add(" Robin "); err != nil {
			t.Error(err)
		}
		wantErr(t, add("robin"), tracking.ErrNameTaken)
		for _, name := range []string{"", "é", "a b", "-x", "x\ny", string(make([]byte, 41))} {
			if err := add(name); tracking.KindOf(err) != tracking.Invalid {
				t.Errorf("%q: %v", name, err)
			}
		}
		wantErr(t, h.Service.DisableUser(t.Context(), trackingtest.Admin, "é"), tracking.ErrUnknownUser)
	})
}
