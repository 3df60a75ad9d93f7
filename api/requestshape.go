package api

import (
	"time"

	"casenotes/tracking"
)

// RequestShape is a request in JSON.
type RequestShape struct {
	ID            uint64              `json:"id"`
	State         string              `json:"state" enum:"waiting,pulled,sent,filled,cancelled,expired,not_fillable"`
	Folder        folderShape         `json:"folder"`
	Location      LocationRef         `json:"location" doc:"Where the folder is needed"`
	Library       orNull[LocationRef] `json:"library" doc:"The library that the folder belongs to"`
	NeededBy      instant             `json:"needed_by"`
	Reason        string              `json:"reason" enum:"clinic,admission,coding,bereavement,audit,research,complaint,subject_access,other"`
	Urgent        bool                `json:"urgent"`
	Volumes       string              `json:"volumes" enum:"this,latest,all"`
	Contact       string              `json:"contact,omitempty"`
	Note          string              `json:"note,omitempty"`
	MovedUp       bool                `json:"moved_up"`
	AskedBy       string              `json:"asked_by"`
	AskedAt       instant             `json:"asked_at"`
	StateAt       instant             `json:"state_at"`
	StateBy       string              `json:"state_by"`
	StateWhy      string              `json:"state_why,omitempty"`
	ClaimedBy     string              `json:"claimed_by,omitempty" doc:"Who is looking for it on the shelves"`
	ClaimedUntil  *instant            `json:"claimed_until" nullable:"true"`
	HopelessSince *instant            `json:"hopeless_since" nullable:"true" doc:"Since when no folder can satisfy it"`
	ExpiresAt     *instant            `json:"expires_at" nullable:"true"`
	Doubtful      bool                `json:"to_be_confirmed" doc:"Somebody must say whether it still stands: the patient has died"`
	ChasedAt      *instant            `json:"chased_at" nullable:"true" doc:"When whoever waits asked the library again"`
	Version       int64               `json:"version"`
}

// viewer is who looks, and when: what they see depends on both.
type viewer struct {
	role tracking.Role
	now  time.Time
}

// requestOf is a request as the role may see it.
func requestOf(v tracking.RequestView, seen viewer) RequestShape {
	r := RequestShape{ID: uint64(v.ID), State: string(v.State), Folder: folderOf(v.Folder, seen.role, seen.now), Location: locationOf(v.Location), Library: maybeLocation(v.Library),
		NeededBy: at(v.NeededBy), Reason: string(v.Reason), Urgent: v.Urgency > 0, Volumes: string(v.Scope), Contact: v.Contact, Note: v.Note, MovedUp: v.MovedUp > 0,
		AskedBy: v.AskedBy, AskedAt: at(v.AskedAt), StateAt: at(v.StateAt), StateBy: v.StateBy, StateWhy: v.StateWhy,
		HopelessSince: maybeAt(v.HopelessSince), ExpiresAt: maybeAt(v.ExpiresAt), ChasedAt: maybeAt(v.ChasedAt), Doubtful: v.Doubt != "", Version: v.Version}
	if v.Claimed(seen.now) {
		r.ClaimedBy, r.ClaimedUntil = v.ClaimedBy, maybeAt(v.ClaimedUntil)
	}
	return r
}
