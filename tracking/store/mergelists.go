package store

import (
	"context"
	"slices"

	"casenotes/tracking"
)

// MergeView is a merge of patients that holds, with both records and the paper of the one that is no more.
type MergeView struct {
	tracking.PatientMerge
	Survivor tracking.Patient // who they are now
	Loser    tracking.Patient
	Waiting  []tracking.Whereabouts // folders with the loser's number that are still to be brought together
	Brought  []tracking.Whereabouts // and those that were
	Theirs   []tracking.Whereabouts // the survivor's own
}

// MergesInto are the merges that hold of everybody who is one person now, the latest first.
func (s *Store) MergesInto(ctx context.Context, head tracking.PatientID) ([]MergeView, error) {
	people, err := kin(s.db(ctx), []tracking.PatientID{head})
	if err != nil {
		return nil, translate(err)
	}
	var all []tracking.PatientID
	for _, p := range people {
		all = append(all, p.ID)
	}
	var list []tracking.PatientMerge
	if err := s.db(ctx).Where("loser_id IN ? AND open = ?", all, true).Order("id DESC").Limit(100).Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	return s.mergeViews(ctx, list)
}

// PaperTasks are merges with folders that somebody must bring together, the oldest first, from after on.
func (s *Store) PaperTasks(ctx context.Context, after tracking.MergeID, limit int) ([]MergeView, error) {
	var list []tracking.PatientMerge
	if err := s.db(ctx).Where("paper = ? AND id > ?", true, after).Order("id").Limit(limit).Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	return s.mergeViews(ctx, list)
}

// CountPaperTasks is how many merges have folders that somebody must bring together.
func (s *Store) CountPaperTasks(ctx context.Context) (n int64, err error) {
	return n, translate(s.db(ctx).Raw("SELECT COUNT(*) FROM patient_merges WHERE paper = ?", true).Scan(&n).Error)
}

// MergeByID is a merge that holds, with its paper.
func (s *Store) MergeByID(ctx context.Context, id tracking.MergeID) (v MergeView, found bool, err error) {
	m, found, err := one[tracking.PatientMerge](s.db(ctx).Where("id = ? AND open = ?", id, true))
	if err != nil || !found {
		return v, false, translate(err)
	}
	list, err := s.mergeViews(ctx, []tracking.PatientMerge{m})
	if err != nil {
		return v, false, err
	}
	v = list[0]
	var brought []tracking.FolderID
	if err := s.db(ctx).Raw("SELECT folder_id FROM merged_folders WHERE merge_id = ? AND back_at IS NULL", id).Scan(&brought).Error; err != nil {
		return v, false, translate(err)
	}
	theirs, err := s.FoldersOf(ctx, v.Survivor.ID)
	for _, w := range theirs {
		switch {
		case slices.Contains(brought, w.ID):
			v.Brought = append(v.Brought, w)
		case !w.Status.Ended():
			v.Theirs = append(v.Theirs, w)
		}
	}
	return v, true, err
}

// mergeViews adds records and folders to merges: a few statements, however many there are.
func (s *Store) mergeViews(ctx context.Context, list []tracking.PatientMerge) ([]MergeView, error) {
	var ids, losers []tracking.PatientID
	for _, m := range list {
		losers = append(losers, m.LoserID)
	}
	if len(losers) == 0 {
		return nil, nil
	}
	id := func(p tracking.Patient) tracking.PatientID { return p.ID }
	people, err := byID(s.db(ctx), losers, id)
	if err != nil {
		return nil, translate(err)
	}
	for _, p := range people {
		ids = append(ids, p.Head())
	}
	heads, err := byID(s.db(ctx), ids, id)
	if err != nil {
		return nil, translate(err)
	}
	folders, err := s.FoldersOf(ctx, losers...)
	if err != nil {
		return nil, err
	}
	views := make([]MergeView, len(list))
	for i, m := range list {
		views[i] = MergeView{PatientMerge: m, Loser: people[m.LoserID], Survivor: heads[people[m.LoserID].Head()]}
		for _, w := range folders {
			if w.PatientID == m.LoserID && !w.Status.Ended() {
				views[i].Waiting = append(views[i].Waiting, w)
			}
		}
	}
	return views, nil
}
