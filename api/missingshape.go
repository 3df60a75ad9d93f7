package api

import (
	"casenotes/tracking"
	"casenotes/tracking/store"
)

// CaseShape is the search for a missing folder in JSON.
type CaseShape struct {
	ID         uint64              `json:"id"`
	State      string              `json:"state" enum:"searching,lost,found,ended"`
	Level      int                 `json:"level" minimum:"1" maximum:"4" doc:"1 library, 2 all sites, 3 manager, 4 governance register"`
	Folder     folderShape         `json:"folder"`
	Last       LocationRef         `json:"last" doc:"Where it was recorded when it was reported"`
	Looked     string              `json:"looked" doc:"Where the reporter had looked"`
	ReportedBy string              `json:"reported_by"`
	ReportedAt instant             `json:"reported_at"`
	LevelAt    instant             `json:"level_at" doc:"Since when it is at this level"`
	NextAt     *instant            `json:"next_at" nullable:"true" doc:"When it rises by itself"`
	Urgent     bool                `json:"urgent"`
	NeededBy   *instant            `json:"needed_by" nullable:"true"`
	NeededAt   orNull[LocationRef] `json:"needed_at"`
	Incident   string              `json:"incident,omitempty"`
	LostAt     *instant            `json:"lost_at" nullable:"true"`
	LostBy     string              `json:"lost_by,omitempty"`
	LostWhy    string              `json:"lost_why,omitempty"`
	ClosedAt   *instant            `json:"closed_at" nullable:"true"`
	ClosedWhy  string              `json:"closed_why,omitempty"`
	FoundBy    string              `json:"found_by,omitempty"`
	FoundAt    orNull[LocationRef] `json:"found_at"`
	Version    int64               `json:"version"`
}

// caseOf is a search as the role may see it.
func caseOf(v tracking.MissingCaseView, seen viewer) CaseShape {
	return CaseShape{ID: uint64(v.ID), State: string(v.State), Level: int(v.Level), Folder: folderOf(v.Folder, seen.role, seen.now), Last: locationOf(v.Last),
		Looked: v.Looked, ReportedBy: v.ReportedBy, ReportedAt: at(v.ReportedAt), LevelAt: at(v.LevelAt), NextAt: maybeAt(v.NextAt), Urgent: v.Urgent,
		NeededBy: maybeAt(v.NeededBy), NeededAt: maybeLocation(v.NeededAt), Incident: v.Incident, LostAt: maybeAt(v.LostAt), LostBy: v.LostBy, LostWhy: v.LostWhy,
		ClosedAt: maybeAt(v.ClosedAt), ClosedWhy: v.ClosedWhy, FoundBy: v.FoundBy, FoundAt: maybeLocation(v.FoundAt), Version: v.Version}
}

// placeToLook is one place where a missing folder may be.
type placeToLook struct {
	Location LocationRef  `json:"location"`
	Weight   int          `json:"weight" doc:"The higher, the likelier"`
	Reasons  []lookReason `json:"reasons" nullable:"false"`
}

type lookReason struct {
	Clue    string   `json:"clue" example:"batch"`
	Text    string   `json:"text"`
	Folders []string `json:"folders" nullable:"false" doc:"Barcodes of folders to look beside"`
}

func placesToLook(list []tracking.SearchPlace) []placeToLook {
	out := make([]placeToLook, len(list))
	for i, p := range list {
		out[i] = placeToLook{Location: locationOf(p.Place), Weight: p.Weight, Reasons: make([]lookReason, len(p.Reasons))}
		for j, r := range p.Reasons {
			out[i].Reasons[j] = lookReason{string(r.Clue), r.Text, append([]string{}, r.Codes...)}
		}
	}
	return out
}

// lookShape is one place that was searched.
type lookShape struct {
	Location LocationRef `json:"location"`
	Result   string      `json:"result" enum:"not_there,partly,could_not_look"`
	Note     string      `json:"note,omitempty"`
	By       string      `json:"by"`
	At       instant     `json:"at"`
}

func looksOf(list []store.Look) []lookShape {
	out := make([]lookShape, len(list))
	for i, l := range list {
		out[i] = lookShape{locationOf(l.Place), string(l.Result), l.Note, l.Actor, at(l.At)}
	}
	return out
}
