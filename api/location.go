package api

import (
	"context"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

type locationShape struct {
	LocationRef
	Parent   string   `json:"parent,omitempty" doc:"Code of the location it is in"`
	Site     string   `json:"site,omitempty"`
	Phone    string   `json:"phone,omitempty"`
	Email    string   `json:"email,omitempty"`
	LoanDays *int     `json:"loan_days" nullable:"true" doc:"Working days it may hold a folder; null: as its kind"`
	GLN      string   `json:"gln,omitempty" doc:"GS1 global location number"`
	Filing   string   `json:"filing,omitempty"`
	Retired  *instant `json:"retired_at" nullable:"true"`
	Version  int64    `json:"version"`
}

// LocationOutput is a location as an answer.
type LocationOutput struct {
	Versioned
	Body locationShape
}

type locationListOutput struct{ Body page[locationShape] }

// LocationFields are what may be said of a location.
type LocationFields struct {
	Name     *string `json:"name,omitempty" maxLength:"100"`
	Kind     *string `json:"kind,omitempty" maxLength:"32"`
	Parent   *string `json:"parent,omitempty" maxLength:"100" doc:"Code, or a name that only one location has; empty for none"`
	Site     *string `json:"site,omitempty" maxLength:"100"`
	Phone    *string `json:"phone,omitempty" maxLength:"40"`
	Email    *string `json:"email,omitempty" maxLength:"200"`
	LoanDays *int    `json:"loan_days,omitempty" minimum:"-1" maximum:"400" doc:"-1: as its kind"`
	GLN      *string `json:"gln,omitempty" maxLength:"13"`
	Filing   *string `json:"filing,omitempty" maxLength:"32"`
	Retired  *bool   `json:"retired,omitempty" doc:"true retires it, false brings it back"`
}

func (f LocationFields) change() tracking.LocationChange {
	return tracking.LocationChange{Name: f.Name, Kind: (*tracking.LocationKind)(f.Kind), Parent: f.Parent, Site: f.Site, Phone: f.Phone, Email: f.Email,
		LoanDays: f.LoanDays, GLN: f.GLN, Filing: f.Filing, Retired: f.Retired}
}

type newLocationInput struct {
	Body struct {
		Code string `json:"code,omitempty" maxLength:"64" doc:"Its barcode; empty to have one issued"`
		LocationFields
	}
}

// LocationPath is a location in an address.
type LocationPath struct {
	Code string `path:"code" maxLength:"64" example:"L0000125"`
}

type locationInput struct {
	LocationPath
	OnVersion
	Body LocationFields
}

func (s *Server) postLocation(ctx context.Context, actor tracking.Actor, in *newLocationInput) (*LocationOutput, error) {
	return s.createLocation(ctx, actor, in.Body.Code, in.Body.LocationFields)
}

func (s *Server) postLocationCode(ctx context.Context, actor tracking.Actor, in *locationInput) (*LocationOutput, error) {
	return s.createLocation(ctx, actor, in.Code, in.Body)
}

func (s *Server) createLocation(ctx context.Context, actor tracking.Actor, code string, f LocationFields) (*LocationOutput, error) {
	p, err := s.Service.AddLocation(ctx, actor, code, f.change())
	if err != nil {
		return nil, err
	}
	return s.tellLocation(ctx, p)
}

func (s *Server) patchLocation(ctx context.Context, actor tracking.Actor, in *locationInput) (*LocationOutput, error) {
	v, err := in.number()
	if err != nil {
		return nil, err
	}
	p, err := s.Service.AmendLocation(ctx, actor, in.Code, v, in.Body.change())
	if err != nil {
		return nil, err
	}
	return s.tellLocation(ctx, p)
}

func (s *Server) getLocation(ctx context.Context, _ tracking.Actor, in *LocationPath) (*LocationOutput, error) {
	p, err := s.location(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	return s.tellLocation(ctx, p)
}

func (s *Server) tellLocation(ctx context.Context, p tracking.Location) (*LocationOutput, error) {
	all, err := s.Store.Locations(ctx)
	if err != nil {
		return nil, err
	}
	return &LocationOutput{etag(p.Version), locationShapes(all)(p)}, nil
}

// locationShapes makes shapes that name the parent by its code.
func locationShapes(all []tracking.Location) func(tracking.Location) locationShape {
	codes := map[tracking.LocationID]string{}
	for _, p := range all {
		codes[p.ID] = p.Code
	}
	return func(p tracking.Location) locationShape {
		shape := locationShape{LocationRef: locationOf(p), Site: p.Site, Phone: p.Phone, Email: p.Email, LoanDays: p.LoanDays, GLN: p.GLN, Filing: p.Filing,
			Retired: maybeAt(p.RetiredAt), Version: p.Version}
		if p.ParentID != nil {
			shape.Parent = codes[*p.ParentID]
		}
		return shape
	}
}

func (s *Server) listLocations(ctx context.Context, _ tracking.Actor, in *listInput) (*locationListOutput, error) {
	after, err := in.cursor()
	if err != nil {
		return nil, err
	}
	all, err := s.Store.Locations(ctx)
	if err != nil {
		return nil, err
	}
	rest := all
	for len(rest) > 0 && uint64(rest[0].ID) <= after.ID {
		rest = rest[1:]
	}
	return &locationListOutput{cut(rest, in.Limit, locationShapes(all), func(p tracking.Location) string { return cursorText(p.CreatedAt, uint64(p.ID)) })}, nil
}

type locationFoldersInput struct {
	LocationPath
	Paging
}

func (s *Server) listLocationFolders(ctx context.Context, actor tracking.Actor, in *locationFoldersInput) (*folderListOutput, error) {
	after, err := in.cursor()
	if err != nil {
		return nil, err
	}
	p, err := s.location(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	list, err := s.Store.Folders(ctx, store.FolderList{LocationID: p.ID, Custody: tracking.At, After: after, Limit: in.Limit + 1})
	return s.folderPage(ctx, actor, list, err, in.Limit, func(w tracking.Whereabouts) string { return cursorText(w.Since, uint64(w.ID)) })
}
