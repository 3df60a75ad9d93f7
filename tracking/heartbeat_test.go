package tracking

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatNeverCameIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		from    int64
		come    []int64
		highest int64
		up      int64
		want    []Gap
	}{
		"nothing yet":                 {0, nil, 0, 0, nil},
		"all came":                    {3, []int64{4, 5}, 5, 5, nil},
		"one is missing":              {3, []int64{5}, 5, 3, []Gap{{4, 4}}},
		"some wait in the device":     {3, []int64{4}, 9, 4, []Gap{{5, 9}}},
		"some are missing, some wait": {0, []int64{1, 4, 7}, 8, 1, []Gap{{2, 3}, {5, 6}, {8, 8}}},
	} {
		if up := contiguous(c.from, c.come); up != c.up {
			t.Errorf("%s: all up to %d came, want %d", name, up, c.up)
		}
		if diff := cmp.Diff(c.want, Gaps(c.from, c.come, c.highest)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestAGapIsNamedInWords(t *testing.T) {
	for want, g := range map[string]Gap{"Scan 4 has": {4, 4}, "Scans 4 and 5 have": {4, 5}, "Scans 4 to 9 have": {4, 9}} {
		if got := g.Words(); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
