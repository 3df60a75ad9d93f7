package tracking

import (
	"slices"
	"testing"
)

func TestEachFilingOrderSortsAsItsShelvesDo(t *testing.T) {
	for filing, want := range map[string][]string{
		"terminal_digit": {"45-49-99", "60-49-99", "44-50-99", "45-50-99", "44-51-99"},
		"straight":       {"H99", "A100", "H1001", "H1002", "B10010"},
		"middle_digit":   {"15-47-01", "15-47-99", "16-47-01", "14-48-01"},
		"year":           {"9/1998", "12345/98", "1/99", "2001000001", "2019012345", "5/19", "98/2020"},
		"location":       {"H99", "A100", "H1001"},
	} {
		key := func(n string) string { return FilingKey(filing, CleanNumber(n), Folder{Kind: KindMain, Volume: 1}) }
		if filing == "year" {
			want = []string{"9/1998", "12345/98", "1/99", "2001000001", "5/19", "2019012345", "98/2020"}
		}
		got := slices.Clone(want)
		slices.Reverse(got)
		slices.SortFunc(got, func(a, b string) int {
			if key(a) < key(b) {
				return -1
			}
			return 1
		})
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", filing, got, want)
		}
	}
}

func TestATerminalDigitNumberIsFiledBySectionThenTheTwoBeforeIt(t *testing.T) {
	key := FilingKey("terminal_digit", "137620", Folder{Kind: KindMain, Volume: 1})
	if key[:5] != "t2076" || key[len(key)-6:len(key)-4] != "13" {
		t.Errorf("137620 is section 20, then 76, then 13: %s", key)
	}
}

func TestTheVolumesOfASetStandTogetherInOrder(t *testing.T) {
	key := func(kind FolderKind, volume int) string {
		return FilingKey("straight", "H1001", Folder{Kind: kind, Volume: volume})
	}
	list := []string{key(KindMain, 1), key(KindMain, 2), key(KindMain, 10), key(KindMaternity, 1), FilingKey("straight", "H1002", Folder{Kind: KindMain, Volume: 1})}
	if !slices.IsSorted(list) {
		t.Error(list)
	}
	for _, k := range list {
		if len(k) > 64 {
			t.Errorf("%s is longer than its column", k)
		}
	}
	if k := FilingKey("year", "12345678901234567890123456789012", Folder{Kind: KindOther, Volume: 999}); len(k) > 64 {
		t.Errorf("%s is longer than its column", k)
	}
}
