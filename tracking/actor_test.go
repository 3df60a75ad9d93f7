package tracking

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The table is what a governance officer would sign: a cross where the role may.
func TestWhatEachRoleMayDo(t *testing.T) {
	columns := []Permission{MayScan, MaySeeFolders, MaySeePatients, MayEditFolders, MayShelve, MayCorrect, MayEditPatients,
		MayEditLocations, MayPrint, MaySeeAlerts, MayAcknowledge, MayImport, MayAdminister, MaySearch, MayOversee, MayGovern}
	for role, row := range map[Role]string{
		//              scan folders patients edit shelve correct editP editL print alerts ack import admin search oversee govern
		RolePorter:     "xx.......x...x..",
		RoleClinic:     "xxx.....xx...x..",
		RoleCoder:      "xxx......x...x..",
		RoleGovernance: ".xx......x.....x",
		RoleLibrary:    "xxxxxxx.xxx..x..",
		RoleSupervisor: "xxxxxxxxxxxx.xxx",
		RoleAdmin:      "xxxxxxxxxxxxxxxx",
		RoleDevice:     "x...............",
		"stranger":     "................",
	} {
		t.Run(string(role), func(t *testing.T) {
			got := ""
			for _, p := range columns {
				got += map[bool]string{true: "x", false: "."}[role.May(p)]
				if err := (Actor{Role: role}).must(p); errors.Is(err, ErrForbidden) == role.May(p) {
					t.Errorf("%s: %v", p, err)
				}
			}
			if diff := cmp.Diff(row, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestARoleIsReadByItsName(t *testing.T) {
	for _, role := range Roles() {
		if got, err := ParseRole(string(role)); err != nil || got != role {
			t.Errorf("%s: %s, %v", role, got, err)
		}
	}
	for _, name := range []string{"", "root", "Porter"} {
		if _, err := ParseRole(name); KindOf(err) != Invalid {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestThePersonAtTheServerAndTheClockMayDoEverything(t *testing.T) {
	for _, a := range []Actor{Timer, Operator("pat")} {
		if a.must(MayAdminister) != nil || a.Name == "" || a.Via == "" {
			t.Errorf("%+v", a)
		}
	}
}
