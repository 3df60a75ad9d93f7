package tracking

import "testing"

func TestEverybodyLeadsToTheLastSurvivorAndARingIsTold(t *testing.T) {
	heads, ring := Heads([]PatientMerge{{SurvivorID: 2, LoserID: 1}, {SurvivorID: 3, LoserID: 2}, {SurvivorID: 3, LoserID: 9}})
	if ring || len(heads) != 3 || heads[1] != 3 || heads[2] != 3 || heads[9] != 3 {
		t.Errorf("%v %v", heads, ring)
	}
	if _, ring := Heads([]PatientMerge{{SurvivorID: 2, LoserID: 1}, {SurvivorID: 1, LoserID: 2}}); !ring {
		t.Error("two that lead to one another")
	}
}

func TestAFolderJoinsASetBehindItsNewestVolumeAndKeepsItsNumberWhereThereIsNone(t *testing.T) {
	set := []Folder{{ID: 1, Kind: KindMain, Volume: 1}, {ID: 2, Kind: KindMain, Volume: 4}}
	if v := joinSet(Folder{ID: 7, Kind: KindMain, Volume: 1}, set); v != 5 {
		t.Error(v)
	}
	if v := joinSet(Folder{ID: 7, Kind: KindMaternity, Volume: 3}, set); v != 3 {
		t.Error(v)
	}
	if v := backInSet(Folder{ID: 7, Kind: KindMain}, 2, set); v != 2 {
		t.Error(v)
	}
	if v := backInSet(Folder{ID: 7, Kind: KindMain}, 4, set); v != 5 {
		t.Errorf("%d: volume 4 was given away since", v)
	}
}
