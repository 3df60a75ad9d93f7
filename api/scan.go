package api

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

type scansInput struct {
	Body struct {
		Device string     `json:"device,omitempty" maxLength:"64" example:"trolley-7"`
		SentAt string     `json:"sent_at,omitempty" maxLength:"40" example:"2026-11-22T10:00:05.000Z" doc:"The device's clock now: tells how wrong it is"`
		Scans  []scanItem `json:"scans" maxItems:"500" nullable:"false"`
	}
}

// scanItem is one scan as a device sends it. Only the shape is checked here: a scan whose content makes no sense is kept apart
// instead of being refused, and never holds up its neighbours.
type scanItem struct {
	ID        string `json:"id" example:"01938f3e-7a1b-7c3d-9e4f-0123456789ab" doc:"UUID, version 7; the same scan sent again keeps it"`
	Seq       *int64 `json:"seq,omitempty" doc:"The device's own count"`
	Code      string `json:"code,omitempty" example:"F40273188G"`
	Location  string `json:"location,omitempty" example:"L0000125" doc:"Where the scan was made"`
	To        string `json:"to,omitempty" doc:"With send: where to"`
	Action    string `json:"action,omitempty" example:"arrive" doc:"arrive (the default), send, file, seen, unpack or undo"`
	Container string `json:"container,omitempty" doc:"Of a folder: the container it is put into, or with unpack taken out of"`
	Contents  string `json:"contents,omitempty" doc:"Of a container: one_by_one where its folders will be scanned themselves, so that none is assumed"`
	Undoes    string `json:"undoes,omitempty" doc:"With undo: the id of the scan taken back"`
	At        string `json:"at" example:"2026-11-22T10:00:00.000Z" doc:"When the scan was made, by the device's clock"`
	Source    string `json:"source" example:"wedge" doc:"wedge, hid, camera, typed, pasted, import or rfid"`
	ScanClaims
}

// ScanClaims are what an enrolled device says of a scan besides.
type ScanClaims struct {
	User       string `json:"user,omitempty" doc:"Who made it; believed of an enrolled device"`
	Auth       string `json:"auth,omitempty" example:"full" doc:"How they had signed in: full, badge_pin, held or none"`
	BootID     string `json:"boot_id,omitempty" doc:"One life of the page, in which mono_ms only grows"`
	MonoMs     *int64 `json:"mono_ms,omitempty" doc:"Milliseconds of that life"`
	OffsetMs   *int64 `json:"offset_ms,omitempty" doc:"The server's time less the device's, by the last comparison before the scan"`
	OffsetRtt  *int64 `json:"offset_rtt_ms,omitempty" doc:"How long that comparison took"`
	OffsetAge  *int64 `json:"offset_age_s,omitempty" doc:"How old it was"`
	BatchID    string `json:"batch_id,omitempty" doc:"The folders scanned at one location together"`
	Symbology  string `json:"symbology,omitempty" example:"]C1" doc:"AIM identifier of the barcode"`
	AppVersion string `json:"app_version,omitempty"`
	Protocol   int    `json:"protocol,omitempty" example:"2"`
}

type scansOutput struct {
	Body struct {
		Results []receiptShape `json:"results" nullable:"false"`
	}
}

type receiptShape struct {
	ID        string                 `json:"id"`
	Outcome   string                 `json:"outcome" enum:"applied,late,repeat,attention,quarantined"`
	Class     string                 `json:"class" enum:"done,note,already,check,stop"`
	Message   string                 `json:"message" example:"F4027 3188G is now at Clinic B."`
	Why       string                 `json:"why"`
	Folder    orNull[folderShape]    `json:"folder"`
	Container orNull[ContainerShape] `json:"container" doc:"Where a container was scanned"`
	Notices   []noticeShape          `json:"notices" nullable:"false"`
	Replayed  bool                   `json:"replayed"`
}

type noticeShape struct {
	Code string `json:"code" example:"other_volumes"`
	Text string `json:"text" example:"1 other volume of this set is not here."`
	// Location is the code of the location that it is about.
	Location string `json:"location,omitempty" example:"L0000125" doc:"With meant_for: where the folder has to go"`
}

func (s *Server) postScans(ctx context.Context, actor tracking.Actor, in *scansInput) (*scansOutput, error) {
	by, err := s.browserOf(ctx)
	if err != nil {
		return nil, err
	}
	batch := tracking.ScanBatch{Device: in.Body.Device, By: by, SentAt: moment(in.Body.SentAt)}
	for _, item := range in.Body.Scans {
		raw, err := json.Marshal(item)
		if err != nil {
			return nil, err
		}
		batch.Scans = append(batch.Scans, item.scan())
		batch.Raw = append(batch.Raw, string(raw))
	}
	receipts, err := s.Service.Scan(ctx, actor, batch)
	if err != nil {
		return nil, err
	}
	out, now := &scansOutput{}, s.Now()
	out.Body.Results = make([]receiptShape, len(receipts))
	for i, r := range receipts {
		out.Body.Results[i] = receiptOf(r, actor.Role, now)
		s.metrics.scans.WithLabelValues(string(r.Outcome)).Inc()
	}
	return out, nil
}

func (i scanItem) scan() tracking.Scan {
	return tracking.Scan{ID: i.ID, Seq: i.Seq, Code: i.Code, LocationCode: i.Location, ToCode: i.To, Action: tracking.Action(i.Action), Undoes: i.Undoes,
		At: moment(i.At), Source: tracking.Source(i.Source), AssertedUser: strings.ToLower(i.User), Auth: i.Auth, BootID: i.BootID, MonoMs: i.MonoMs,
		OffsetMs: i.OffsetMs, OffsetRttMs: i.OffsetRtt, OffsetAgeS: i.OffsetAge, BatchID: i.BatchID, Symbology: i.Symbology, AppVersion: i.AppVersion,
		Protocol: i.Protocol, ContainerCode: i.Container, Contents: i.Contents}
}

func receiptOf(r tracking.Receipt, role tracking.Role, now time.Time) receiptShape {
	shape := receiptShape{ID: r.ID, Outcome: string(r.Outcome), Class: string(r.Class), Message: r.Message, Why: r.Why, Replayed: r.Replayed,
		Notices: make([]noticeShape, len(r.Notices))}
	for i, n := range r.Notices {
		shape.Notices[i] = noticeShape(n)
	}
	if r.Folder != nil && role != tracking.RoleDevice {
		f := folderOf(*r.Folder, role, now)
		shape.Folder.value = &f
	}
	if r.Container != nil && role != tracking.RoleDevice {
		c := containerOf(*r.Container)
		shape.Container.value = &c
	}
	return shape
}

// moment reads a time; one that cannot be read is no time, which the rules then say.
func moment(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

type none struct{}

type scanPageOutput struct {
	Body struct {
		User            string         `json:"user"`
		Locations       []LocationRef  `json:"locations" nullable:"false"`
		Containers      []containerRef `json:"containers" nullable:"false"`
		ContentsAssumed bool           `json:"contents_assumed" doc:"Whether the site takes a container's folders to be where it is scanned"`
		Patterns        []formatShape  `json:"patterns" nullable:"false"`
		// SeesPatients spares the page a question that would be refused.
		SeesPatients bool         `json:"sees_patients"`
		FileKey      fileKeyShape `json:"file_key" doc:"What the page encrypts scans to that it saves to a file"`
	}
}

// maxContainers is how many containers a scanning page knows by name without a network.
const maxContainers = 1000

type containerRef struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Location string `json:"location" doc:"Code of where it is"`
	State    string `json:"state" enum:"open,dispatched,received"`
	Folders  int    `json:"folders"`
}

type formatShape struct {
	Name  string `json:"name"`
	Kind  string `json:"kind" enum:"folder,location,gs1_prefix"`
	Shape string `json:"shape" doc:"9 digit, A letter, X either, anything else itself"`
	Check string `json:"check,omitempty" enum:"mod37_36"`
}

func (s *Server) getScanPage(ctx context.Context, actor tracking.Actor, _ *none) (*scanPageOutput, error) {
	places, err := s.Store.Locations(ctx)
	if err != nil {
		return nil, err
	}
	containers, err := s.Store.Containers(ctx, store.ContainerList{Limit: maxContainers})
	if err != nil {
		return nil, err
	}
	formats, err := s.Store.Formats(ctx)
	if err != nil {
		return nil, err
	}
	out := &scanPageOutput{}
	if out.Body.FileKey, err = s.fileKey(ctx); err != nil {
		return nil, err
	}
	out.Body.User, out.Body.Locations, out.Body.Patterns = actor.Name, []LocationRef{}, []formatShape{}
	out.Body.SeesPatients = actor.Role.May(tracking.MaySeePatients)
	for _, p := range places {
		if p.RetiredAt == nil {
			out.Body.Locations = append(out.Body.Locations, locationOf(p))
		}
	}
	out.Body.Containers, out.Body.ContentsAssumed = []containerRef{}, s.Service.Rules().ContentsAssumed
	for _, v := range containers {
		out.Body.Containers = append(out.Body.Containers, containerRef{v.Code, v.Name, v.Location.Code, string(v.State), v.Folders})
	}
	for _, f := range formats {
		out.Body.Patterns = append(out.Body.Patterns, formatShape{f.Name, string(f.Kind), f.Shape, string(f.Rule)})
	}
	return out, nil
}
