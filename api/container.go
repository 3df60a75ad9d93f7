package api

import (
	"context"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

// ContainerShape is a container as lists, receipts and messages show it.
type ContainerShape struct {
	Code     string              `json:"code" example:"B0000125"`
	Kind     string              `json:"kind" enum:"box,trolley,bag"`
	Name     string              `json:"name" example:"Box 12"`
	State    string              `json:"state" enum:"open,dispatched,received,retired"`
	Location LocationRef         `json:"location" doc:"Where it is; dispatched, where it was seen last"`
	To       orNull[LocationRef] `json:"to" doc:"Dispatched: where it goes"`
	Folders  int                 `json:"folders" doc:"How many folders are recorded in it"`
	Since    instant             `json:"since"`
	Version  int64               `json:"version"`
}

type consignmentShape struct {
	From         LocationRef         `json:"from"`
	To           LocationRef         `json:"to"`
	Seal         string              `json:"seal,omitempty"`
	Carrier      string              `json:"carrier,omitempty"`
	Folders      int                 `json:"folders" doc:"How many it left with"`
	DispatchedAt instant             `json:"dispatched_at"`
	DispatchedBy string              `json:"dispatched_by"`
	ArrivedAt    *instant            `json:"arrived_at" nullable:"true"`
	ReceivedAt   *instant            `json:"received_at" nullable:"true"`
	ReceivedBy   string              `json:"received_by,omitempty"`
	ReceivedIn   orNull[LocationRef] `json:"received_at_location"`
	Lines        []consignedShape    `json:"lines" nullable:"false"`
}

type consignedShape struct {
	Result string      `json:"result" enum:",arrived,assumed,missing,elsewhere,unexpected" doc:"Empty: not seen since it left"`
	Folder folderShape `json:"folder"`
}

// ContainerOutput is a container with what is in it and its newest consignment.
type ContainerOutput struct {
	Versioned
	Body struct {
		ContainerShape
		Contents    []folderShape            `json:"contents" nullable:"false"`
		Consignment orNull[consignmentShape] `json:"consignment"`
	}
}

type containerListOutput struct{ Body page[ContainerShape] }

func containerOf(v tracking.ContainerView) ContainerShape {
	return ContainerShape{Code: v.Code, Kind: string(v.Kind), Name: v.Name, State: string(v.State), Location: locationOf(v.Location), To: maybeLocation(v.To),
		Folders: v.Folders, Since: at(v.Since), Version: v.Version}
}

func (s *Server) consignmentOf(sh store.Shipment, role tracking.Role) consignmentShape {
	now := s.Now()
	out := consignmentShape{From: locationOf(sh.From), To: locationOf(sh.To), Seal: sh.Seal, Carrier: sh.Carrier, Folders: sh.Folders, DispatchedAt: at(sh.DispatchedAt),
		DispatchedBy: sh.DispatchedBy, ArrivedAt: maybeAt(sh.ArrivedAt), ReceivedAt: maybeAt(sh.ReceivedAt), ReceivedBy: sh.ReceivedBy,
		ReceivedIn: maybeLocation(sh.Received), Lines: []consignedShape{}}
	for _, l := range sh.Lines {
		out.Lines = append(out.Lines, consignedShape{string(l.Tally), folderOf(l.Folder, role, now)})
	}
	return out
}

type containerListInput struct {
	After    string `query:"after" maxLength:"60" doc:"next of the page before"`
	Limit    int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
	State    string `query:"state" enum:"open,dispatched,received,retired" doc:"Empty: all in use"`
	Location string `query:"location" maxLength:"64" doc:"Code of the location where they are or go to"`
}

func (s *Server) listContainers(ctx context.Context, _ tracking.Actor, in *containerListInput) (*containerListOutput, error) {
	at, err := s.locationID(ctx, in.Location)
	if err != nil {
		return nil, err
	}
	list, err := s.Store.Containers(ctx, store.ContainerList{State: tracking.Stage(in.State), LocationID: at, After: in.After, Limit: in.Limit + 1})
	if err != nil {
		return nil, err
	}
	return &containerListOutput{cut(list, in.Limit, containerOf, func(v tracking.ContainerView) string { return v.Name })}, nil
}

type newContainerInput struct {
	Body struct {
		Code     string `json:"code,omitempty" maxLength:"64" doc:"Its barcode; empty to have one issued"`
		Kind     string `json:"kind" enum:"box,trolley,bag"`
		Name     string `json:"name,omitempty" maxLength:"60" doc:"Empty: its kind and number"`
		Location string `json:"location" maxLength:"64" doc:"Code of where it stands"`
	}
}

func (s *Server) postContainer(ctx context.Context, actor tracking.Actor, in *newContainerInput) (*ContainerOutput, error) {
	v, err := s.Service.AddContainer(ctx, actor, tracking.NewContainer{Code: in.Body.Code, Kind: tracking.ContainerKind(in.Body.Kind), Name: in.Body.Name,
		Location: in.Body.Location})
	return s.tellContainer(ctx, actor, v, err)
}

// ContainerPath is a container in an address.
type ContainerPath struct {
	Code string `path:"code" maxLength:"64" example:"B0000125"`
}

// container finds a container.
func (s *Server) container(ctx context.Context, code string) (tracking.ContainerView, error) {
	v, found, err := s.Store.ContainerByCode(ctx, tracking.CleanCode(code))
	if err == nil && !found {
		err = tracking.ErrUnknownContainer
	}
	return v, err
}

func (s *Server) getContainer(ctx context.Context, actor tracking.Actor, in *ContainerPath) (*ContainerOutput, error) {
	v, err := s.container(ctx, in.Code)
	return s.tellContainer(ctx, actor, v, err)
}

type dispatchInput struct {
	ContainerPath
	Body struct {
		To      string `json:"to" maxLength:"64" doc:"Code of the location it goes to"`
		Seal    string `json:"seal,omitempty" maxLength:"40"`
		Carrier string `json:"carrier,omitempty" maxLength:"60"`
	}
}

func (s *Server) postDispatch(ctx context.Context, actor tracking.Actor, in *dispatchInput) (*ContainerOutput, error) {
	v, err := s.Service.Dispatch(ctx, actor, in.Code, tracking.Dispatch{To: in.Body.To, Seal: in.Body.Seal, Carrier: in.Body.Carrier})
	return s.tellContainer(ctx, actor, v, err)
}

func (s *Server) postReceipt(ctx context.Context, actor tracking.Actor, in *ContainerPath) (*ContainerOutput, error) {
	v, err := s.Service.FinishReceipt(ctx, actor, in.Code)
	return s.tellContainer(ctx, actor, v, err)
}

func (s *Server) postRetireContainer(ctx context.Context, actor tracking.Actor, in *ContainerPath) (*ContainerOutput, error) {
	v, err := s.Service.RetireContainer(ctx, actor, in.Code)
	return s.tellContainer(ctx, actor, v, err)
}

// tellContainer is the answer of everything about one container. Whose folders are in it is a look at each of them.
func (s *Server) tellContainer(ctx context.Context, actor tracking.Actor, v tracking.ContainerView, err error) (*ContainerOutput, error) {
	if err != nil {
		return nil, err
	}
	contents, sh, found, err := s.insideOf(ctx, actor, v)
	if err != nil {
		return nil, err
	}
	out := &ContainerOutput{Versioned: etag(v.Version)}
	out.Body.ContainerShape, out.Body.Contents = containerOf(v), foldersOf(contents, actor.Role, s.Now())
	out.Body.Folders = len(contents)
	if found {
		c := s.consignmentOf(sh, actor.Role)
		out.Body.Consignment.value = &c
	}
	return out, nil
}

// insideOf reads what is in a container and its newest consignment, and records the look.
func (s *Server) insideOf(ctx context.Context, actor tracking.Actor, v tracking.ContainerView) (contents []tracking.Whereabouts, sh store.Shipment, found bool, err error) {
	if contents, err = s.Store.Contents(ctx, v.ID); err != nil {
		return nil, sh, false, err
	}
	if sh, found, err = s.Store.Shipment(ctx, v); err != nil {
		return nil, sh, false, err
	}
	seen := map[tracking.FolderID]bool{}
	var looks []tracking.AuditEntry
	look := func(w tracking.Whereabouts) {
		if !seen[w.ID] {
			seen[w.ID] = true
			looks = append(looks, tracking.AuditEntry{Action: "container.look", FolderID: &w.ID, PatientID: &w.PatientID, Detail: v.Name})
		}
	}
	for _, w := range contents {
		look(w)
	}
	for _, l := range sh.Lines {
		look(l.Folder)
	}
	if len(looks) > 0 && actor.Role.May(tracking.MaySeePatients) {
		err = s.Service.Looked(ctx, actor, looks...)
	}
	return contents, sh, found, err
}

type containerMovesInput struct {
	ContainerPath
	Paging
}

type containerMoveShape struct {
	Kind       string              `json:"kind" example:"arrived"`
	State      string              `json:"state"`
	Location   LocationRef         `json:"location"`
	To         orNull[LocationRef] `json:"to"`
	At         instant             `json:"at"`
	RecordedAt instant             `json:"recorded_at"`
	By         string              `json:"by"`
	Source     string              `json:"source"`
	Late       bool                `json:"late"`
	Assumed    bool                `json:"assumed" doc:"Its folders were taken to be in it"`
}

type containerMovesOutput struct{ Body page[containerMoveShape] }

func (s *Server) listContainerMoves(ctx context.Context, _ tracking.Actor, in *containerMovesInput) (*containerMovesOutput, error) {
	after, err := in.cursor()
	if err != nil {
		return nil, err
	}
	v, err := s.container(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	list, err := s.Store.ContainerMoves(ctx, v.ID, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	shape := func(m store.ContainerPassage) containerMoveShape {
		return containerMoveShape{Kind: string(m.Kind), State: string(m.State), Location: locationOf(m.Place), To: maybeLocation(m.To), At: at(m.At),
			RecordedAt: at(m.RecordedAt), By: m.Actor, Source: string(m.Source), Late: m.Late, Assumed: m.Assumed}
	}
	return &containerMovesOutput{cut(list, in.Limit, shape, func(m store.ContainerPassage) string { return cursorText(m.At, m.ID) })}, nil
}

type containerLabelInput struct {
	ContainerPath
	LabelChoice
}

func (s *Server) getContainerLabel(ctx context.Context, actor tracking.Actor, in *containerLabelInput) (*fileOutput, error) {
	return s.draw(ctx, actor, in.LabelChoice, []string{in.Code})
}

func (s *Server) getConsignmentSlip(ctx context.Context, actor tracking.Actor, in *containerLabelInput) (*fileOutput, error) {
	v, err := s.container(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	sh, found, err := s.Store.Shipment(ctx, v)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, &tracking.Error{Kind: tracking.Conflict, Code: "no_consignment", Text: v.Name + " has not been dispatched. Dispatch it, then print its slip."}
	}
	return s.slip(ctx, in.LabelChoice, v, sh)
}
