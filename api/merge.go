package api

import (
	"context"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

// mergeCalls are the calls that merge patients and folders.
func (s *Server) mergeCalls() {
	get(s, "/merges", tracking.MaySeePatients, "Merges whose paper somebody must bring together", s.listMerges)
	get(s, "/merges/{id}", tracking.MaySeePatients, "A merge of patients that holds, and its paper", s.getMerge)
	create(s, "/merges", tracking.MayEditPatients, "Merge two patients: both find the survivor from then on", s.postMerge)
	post(s, "/merges/{id}/separate", tracking.MayEditPatients, "Take a merge of patients back", s.postUnmerge)
	post(s, "/folders/{code}/together", tracking.MayEditFolders, "Say that a folder of a merged patient, which was scanned just before, stands with the others now", s.postTogether)
	post(s, "/folders/{code}/merge", tracking.MayEditFolders, "Say that the papers of another folder are in this one now", s.postFolderMerge)
	post(s, "/folders/{code}/split", tracking.MayEditFolders, "Take a merge of folders back", s.postFolderSplit)
}

type mergeShape struct {
	ID       uint64        `json:"id"`
	Survivor PatientRef    `json:"survivor" doc:"Who they are now"`
	Loser    PatientRef    `json:"loser"`
	MergedAt instant       `json:"merged_at"`
	MergedBy string        `json:"merged_by"`
	Why      string        `json:"why"`
	Paper    bool          `json:"paper" doc:"Folders are still to be brought together"`
	Waiting  []folderShape `json:"waiting" nullable:"false" doc:"Folders that still stand by the loser's number"`
}

func (s *Server) mergeOf(v store.MergeView, actor tracking.Actor) mergeShape {
	return mergeShape{ID: uint64(v.ID), Survivor: patientOf(v.Survivor), Loser: patientOf(v.Loser), MergedAt: at(v.MergedAt), MergedBy: v.MergedBy, Why: v.Why,
		Paper: v.Paper != nil, Waiting: foldersOf(v.Waiting, actor.Role, s.Now())}
}

type mergeListOutput struct{ Body page[mergeShape] }

func (s *Server) listMerges(ctx context.Context, actor tracking.Actor, in *listInput) (*mergeListOutput, error) {
	after, err := in.cursor()
	if err != nil {
		return nil, err
	}
	list, err := s.Store.PaperTasks(ctx, tracking.MergeID(after.ID), in.Limit+1)
	if err != nil {
		return nil, err
	}
	var people []tracking.Patient
	for _, v := range list[:min(len(list), in.Limit)] {
		people = append(people, v.Survivor, v.Loser)
	}
	out := cut(list, in.Limit, func(v store.MergeView) mergeShape { return s.mergeOf(v, actor) },
		func(v store.MergeView) string { return cursorText(v.MergedAt, uint64(v.ID)) })
	return &mergeListOutput{out}, s.sawPatients(ctx, actor, "paper.list", people)
}

// MergePath is a merge in an address.
type MergePath struct {
	ID uint64 `path:"id" maximum:"9007199254740991"`
}

type mergeOutput struct{ Body mergeShape }

func (s *Server) getMerge(ctx context.Context, actor tracking.Actor, in *MergePath) (*mergeOutput, error) {
	v, found, err := s.Store.MergeByID(ctx, tracking.MergeID(in.ID))
	if err == nil && !found {
		err = tracking.ErrUnknownMerge
	}
	if err != nil {
		return nil, err
	}
	return &mergeOutput{s.mergeOf(v, actor)}, s.sawPatients(ctx, actor, "paper.look", []tracking.Patient{v.Survivor, v.Loser})
}

type newMergeInput struct {
	Body struct {
		Survivor uint64 `json:"survivor" maximum:"9007199254740991" doc:"id of the record that stays"`
		Loser    uint64 `json:"loser" maximum:"9007199254740991" doc:"id of the record that leads to it from then on"`
		Why      string `json:"why" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) postMerge(ctx context.Context, actor tracking.Actor, in *newMergeInput) (*mergeOutput, error) {
	m, err := s.Service.MergePatients(ctx, actor, tracking.PatientID(in.Body.Survivor), tracking.PatientID(in.Body.Loser), in.Body.Why)
	if err != nil {
		return nil, err
	}
	return s.getMerge(ctx, actor, &MergePath{uint64(m.ID)})
}

type unmergeInput struct {
	MergePath
	Body struct {
		Why string `json:"why" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) postUnmerge(ctx context.Context, actor tracking.Actor, in *unmergeInput) (*PatientOutput, error) {
	v, found, err := s.Store.MergeByID(ctx, tracking.MergeID(in.ID))
	if err == nil && !found {
		err = tracking.ErrUnknownMerge
	}
	if err == nil {
		_, err = s.Service.UnmergePatients(ctx, actor, v.LoserID, in.Body.Why)
	}
	if err != nil {
		return nil, err
	}
	return s.getPatient(ctx, actor, &PatientPath{uint64(v.LoserID)})
}

func (s *Server) postTogether(ctx context.Context, actor tracking.Actor, in *FolderPath) (*FolderOutput, error) {
	w, err := s.Service.BringTogether(ctx, actor, in.Code)
	return s.told(w, err, actor)
}

type folderMergeInput struct {
	FolderPath
	Body struct {
		Loser     string `json:"loser" minLength:"1" maxLength:"64" doc:"Barcode of the folder whose papers are in this one now"`
		Confirmed bool   `json:"confirmed" doc:"All papers were checked: they are of this patient, and all are in"`
	}
}

func (s *Server) postFolderMerge(ctx context.Context, actor tracking.Actor, in *folderMergeInput) (*FolderOutput, error) {
	w, err := s.Service.MergeFolders(ctx, actor, tracking.FolderMerging{Survivor: in.Code, Loser: in.Body.Loser, Confirmed: in.Body.Confirmed})
	return s.told(w, err, actor)
}

type splitInput struct {
	FolderPath
	Body struct {
		Folder string `json:"folder" minLength:"1" maxLength:"64" doc:"Barcode of the folder that was merged into this one"`
		Why    string `json:"why" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) postFolderSplit(ctx context.Context, actor tracking.Actor, in *splitInput) (*FolderOutput, error) {
	w, err := s.look(ctx, actor, in.Code, "folder.look")
	if err != nil {
		return nil, err
	}
	joined, err := s.Store.MergedInto(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	for _, j := range joined {
		if j.Code == tracking.CleanCode(in.Body.Folder) {
			w, err := s.Service.SplitFolders(ctx, actor, j.LoserID, in.Body.Why)
			return s.told(w, err, actor)
		}
	}
	return nil, tracking.ErrNotMergedFolder
}
