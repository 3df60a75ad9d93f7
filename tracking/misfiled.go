package tracking

import "slices"

// OutOfOrder says which of the keys, as they stand on a shelf from left to right, must be taken out so that the others stand in
// order. It takes out as few as can be: all but a longest subsequence that never falls. Comparing neighbours instead would name up to
// three folders for one that is misfiled.
func OutOfOrder(keys []string) []int {
	var tails []int // tails[n] is where the lowest key stands that ends an ordered subsequence of n+1 keys
	before := make([]int, len(keys))
	for i, key := range keys {
		n, _ := slices.BinarySearchFunc(tails, key, func(tail int, key string) int {
			if keys[tail] <= key {
				return -1
			}
			return 1
		})
		before[i] = -1
		if n > 0 {
			before[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	stays := make([]bool, len(keys))
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = before[i] {
			stays[i] = true
		}
	}
	var out []int
	for i, stay := range stays {
		if !stay {
			out = append(out, i)
		}
	}
	return out
}

// Misfiled is a folder that is on its shelf but out of order there.
type Misfiled struct {
	FolderID   FolderID
	LocationID LocationID
	After      *FolderID // the folder that it goes behind, of those that stay; nil: before them all
}

// misfiled looks at folders as they stand on one shelf, and says which to take out and where each goes.
func misfiled(shelf LocationID, row []Folder) (list []Misfiled) {
	keys := make([]string, len(row))
	for i, f := range row {
		keys[i] = f.FilingKey
	}
	out := OutOfOrder(keys)
	var stay []Folder
	for i, f := range row {
		if _, taken := slices.BinarySearch(out, i); !taken {
			stay = append(stay, f)
		}
	}
	for _, i := range out {
		m := Misfiled{FolderID: row[i].ID, LocationID: shelf}
		n, _ := slices.BinarySearchFunc(stay, keys[i], func(f Folder, key string) int {
			if f.FilingKey <= key {
				return -1
			}
			return 1
		})
		if n > 0 {
			m.After = &stay[n-1].ID
		}
		list = append(list, m)
	}
	return list
}
